"""The paper booklet: everything that is passed in stands on it, in its own direction, and nothing is read as code."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import typst

from reports.render import booklet as rendering
from reports.render import typesetting
from reports.render.booklet import (
    Booklet,
    PaperChoice,
    PaperPage,
    PaperQuestion,
    Phrases,
    render_booklet,
)

STEPS = ("heel slecht", "slecht", "gaat wel", "goed", "heel goed")
FONTS_ONLY: dict[str, Any] = {"font_paths": [str(typesetting.FONTS)], "ignore_system_fonts": True}
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="20"/></svg>'
PICTURES = {f"{kind}-{step}": DRAWING for kind in ("face", "step") for step in range(1, 6)}
TRICKY = 'Wat #panic("stuk") $x$ *vet* _schuin_ @verwijzing <label> \\ "aanhaling" [haak]'


def phrases() -> Phrases:
    """Every fixed sentence, by its own name."""
    lists: dict[str, Any] = {
        "ticks": ("tick 1", "tick 2"),
        "help_lines": (("112", "danger"),),
        "hand_in_steps": ("step 1", "step 2"),
        "in_story": ("yes", "no", "not applicable"),
        "reasons": ("no", "not applicable"),
        "page": "page {n} of {of}",
    }
    names = Phrases.__dataclass_fields__
    return Phrases(**{name: lists.get(name, f"phrase {name}") for name in names})


def made(**changes: Any) -> Booklet:
    whole = Booklet(
        language="nl",
        direction="ltr",
        phrases=phrases(),
        who=(PaperChoice("Hoe oud ben je?", "Alleen je leeftijd.", ("Jonger dan 12", "12 tot 15")),),
        consents=(PaperChoice("Mijn verhaal mag meetellen", "Samen met andere.", ()),),
        parent=PaperChoice("Ik ben de ouder", "", ()),
        story=PaperChoice("Vertel iets wat je bijbleef", "Groot of klein.", ()),
        pages=(
            PaperPage("Titel", "", (PaperQuestion("title", "Welke titel?", ""),)),
            PaperPage("Toen en nu", "Hoe was het?", (PaperQuestion("then_now", "Steun", "Iemand die er is.", STEPS),)),
            PaperPage("Contact", "", (PaperQuestion("scale", "Er was een klik", "", STEPS),)),
            PaperPage(
                "Wat telde",
                "",
                (
                    PaperQuestion("triad", "Wat bepaalde het?", "", ("de mensen", "de regels", "ons gezin")),
                    PaperQuestion("dyad", "Voor wie?", "", ("voor mij", "voor ons")),
                ),
            ),
            PaperPage("En ook", "", (PaperQuestion("open", "Wat werd slechter?", ""),)),
        ),
        pictures=PICTURES,
    )
    return replace(whole, **changes)


def said(booklet: Booklet) -> str:
    """The headings and the words in bold, as typst laid them out."""
    found = [typst.query(_sources(booklet), selector, field="body", **FONTS_ONLY) for selector in ("heading", "strong")]
    return " ".join(_words(json.loads(each)) for each in found)


def drawn(booklet: Booklet) -> list[bytes]:
    """The pages as small pictures."""
    made = typst.compile(_sources(booklet), format="png", ppi=20, **FONTS_ONLY)
    return [made] if isinstance(made, bytes) else made


def _sources(booklet: Booklet) -> dict[str, bytes]:
    template = typesetting.FOLDER / "templates" / rendering.TEMPLATE
    data = json.dumps(rendering.words(booklet), ensure_ascii=False).encode()
    return {"main.typ": template.read_bytes(), "data.json": data, **rendering.pictures(booklet)}


def _words(node: Any) -> str:
    if isinstance(node, list):
        return " ".join(map(_words, node))
    if isinstance(node, dict):
        return (
            str(node["text"])
            if isinstance(node.get("text"), str)
            else _words([v for k, v in node.items() if k != "func"])
        )
    return ""


def test_the_pdf_is_tagged_and_comes_from_our_own_fonts_alone() -> None:
    pdf = render_booklet(made())
    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang" in pdf


def test_every_question_stands_in_the_booklet() -> None:
    text = said(made())
    for words in ("Hoe oud ben je?", "Mijn verhaal mag meetellen", "Ik ben de ouder", "Vertel iets wat je bijbleef", "Steun",
                  "Er was een klik", "de mensen", "de regels", "ons gezin", "voor mij", "voor ons", "Wat werd slechter?"):  # fmt: skip
        assert words in text, words


def test_without_a_parents_part_nothing_is_signed() -> None:
    assert "phrase parent" in said(made())
    assert "phrase parent" not in said(made(parent=None))


def test_nothing_that_is_passed_in_is_read_as_code() -> None:
    tricky = made(
        story=PaperChoice(TRICKY, TRICKY, ()),
        pages=(PaperPage(TRICKY, TRICKY, (PaperQuestion("open", TRICKY, TRICKY),)),),
    )
    assert TRICKY in said(tricky)
    render_booklet(tricky)


def test_each_copy_is_whole_begins_on_a_right_hand_page_and_has_its_own_code() -> None:
    one = len(drawn(made()))
    codes = ("appel boom citroen deur emmer fiets", "gans hond ijs jas kers lamp")
    two = len(drawn(made(codes=codes)))
    assert two == one + one % 2 + one
    assert render_booklet(made(codes=codes)) != render_booklet(made(codes=codes[::-1]))


@pytest.mark.parametrize(
    ("language", "direction"), [("nl", "ltr"), ("ar", "rtl"), ("uk", "ltr"), ("tr", "ltr"), ("pl", "ltr")]
)
def test_every_script_has_its_letters(language: str, direction: Any) -> None:
    texts = {"nl": "Één dag", "ar": "احكِ لنا", "uk": "Розкажіть їй", "tr": "Ağır iş şu", "pl": "Żółć źle"}
    booklet = made(language=language, direction=direction, story=PaperChoice(texts[language], "", ()))
    assert texts[language] in said(booklet)
    assert typesetting.drawable(texts[language]) == texts[language]


def test_a_sign_that_no_font_has_becomes_an_empty_box_and_no_error() -> None:
    assert render_booklet(made(story=PaperChoice("漢字 😀", "", ()))).startswith(b"%PDF-")


def test_the_same_booklet_is_the_same_file() -> None:
    assert render_booklet(made()) == render_booklet(made())

"""The page of six questions in a minute: each question with its answer in a sentence or two. No figure that is not on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from analysis.internal import InternalIndicator
from analysis.records import PERSPECTIVES
from survey.evaluate import desk_pictures, desk_words
from survey.services.desk_page import DeskPage

QUESTIONS = (
    ("heard-title", _l("Who did we hear?")),
    ("changed-title", _l("What did they say changed?")),
    ("confirmed-title", _l("What themes did the panel confirm?")),
    ("contrasts-title", _l("Where do perspectives differ?")),
    ("attention-title", _l("What needs a person's attention?")),
    ("little-title", _l("What is too little to say?")),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """anchor: of the part of the page that says more. lines: one sentence each."""

    anchor: str
    question: str
    lines: tuple[str, ...]


def answers(page: DeskPage) -> list[Answer]:
    """In the order of the page."""
    said = (_heard, _changed, _themes, _contrasts, _attention, _too_little)
    return [
        Answer(anchor, str(question), tuple(say(page))) for (anchor, question), say in zip(QUESTIONS, said, strict=True)
    ]


def withheld_here(page: DeskPage) -> dict[str, list[InternalIndicator]]:
    """By perspective: figures without a share, of the wave that the page is about."""
    wave = page.mirror_wave.number if page.mirror_wave else 0
    here = {who: [row for row in page.withheld if (row.wave, row.perspective) == (wave, who)] for who in PERSPECTIVES}
    return {who: rows for who, rows in here.items() if rows}


def _heard(page: DeskPage) -> Sequence[str]:
    if page.mirror_wave is None or not any(row.told != 0 for row in page.told):
        return [_("Nobody yet.")]
    counts = [
        f"{desk_words.who(row.perspective)} {desk_words.amount(row.told)}"
        for row in page.told
        if row.wave == page.mirror_wave.number
    ]
    return [_("Stories in %(wave)s: %(counts)s.", wave=page.mirror_wave.title, counts=", ".join(counts))]


def _changed(page: DeskPage) -> Sequence[str]:
    lines = []
    for who in PERSPECTIVES:
        moves = [f"{desk_words.item(f'{item}.better')} {move}" for item, move in desk_pictures.moves(page, who).items()]
        if moves:
            lines.append(f"{desk_words.who(who).capitalize()}: {', '.join(moves)}.")
    if not lines:
        return [_("Too few answers to show a change.")]
    return [_("How many say that it went well then → goes well now:"), *lines]


def _themes(page: DeskPage) -> Sequence[str]:
    names = dict.fromkeys(theme.name for theme in page.themes)
    return [" · ".join(names)] if names else [_("None yet.")]


def _contrasts(page: DeskPage) -> Sequence[str]:
    return [desk_words.contrast_sentence(page.contrasts)]


def _attention(page: DeskPage) -> Sequence[str]:
    n_open = page.attention.n_open
    if not n_open:
        return [_("No signal is open.")]
    return [
        ngettext(
            "%(num)s story waits for somebody to look at it.",
            "%(num)s stories wait for somebody to look at them.",
            n_open,
        )
    ]


def _too_little(page: DeskPage) -> Sequence[str]:
    counts = [f"{desk_words.who(who)} {len(desk_words.withheld(rows))}" for who, rows in withheld_here(page).items()]
    if counts:
        return [_("Subjects without a percentage: %(counts)s.", counts=", ".join(counts))]
    return [_("Every figure of this wave can be shown.")] if page.figures else [_("There is nothing to count yet.")]

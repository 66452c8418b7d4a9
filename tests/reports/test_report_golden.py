"""Golden files: the whole page and each of its pictures, to the byte. Renew on purpose: pytest tests/reports --renew-golden."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports import chart_theme
from reports.render import pictures as pictures_of_reports
from reports.render import planes
from reports.render.html import render_html
from tests.reports import factory
from tests.reports.reading import svgs

GOLDEN = Path(__file__).with_name("golden")


def pictures(text: str) -> dict[str, str]:
    """File name and drawing of every picture, in the order of the page."""
    return {f"picture-{place:02d}.svg": drawing + "\n" for place, drawing in enumerate(svgs(text), start=1)}


def compare(name: str, drawn: str, *, renew: bool) -> None:
    path = GOLDEN / name
    if renew:
        GOLDEN.mkdir(exist_ok=True)
        path.write_bytes(drawn.encode())
    assert path.exists(), f"{name} is new: look at it, then run pytest tests/reports --renew-golden"
    assert drawn.encode() == path.read_bytes(), f"{name} has changed: look at it, then run with --renew-golden"


def test_the_page_is_the_page_that_was_looked_at(full_text: str, renew_golden: bool) -> None:
    without = re.sub(r"<svg\b.*?</svg>", "<svg></svg>", full_text, flags=re.DOTALL)
    without = re.sub(r"base64,[A-Za-z0-9+/=]+", "base64,", without)
    compare("report.html", without, renew=renew_golden)


def test_every_picture_is_the_picture_that_was_looked_at(full_text: str, renew_golden: bool) -> None:
    drawn = pictures(full_text)
    if renew_golden:
        for old in GOLDEN.glob("picture-*.svg"):
            old.unlink()
    for name, drawing in drawn.items():
        compare(name, drawing, renew=renew_golden)
    assert {path.name for path in GOLDEN.glob("picture-*.svg")} == set(drawn)


def forget() -> None:
    pictures_of_reports.forget()
    planes.forget()


def test_pictures_are_the_same_whatever_fonts_a_machine_has(full_text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is measured: with a far wider font every mark and every word stays where it was, none is cut off."""
    usual, other = chart_theme.FONT, "DejaVu Sans Mono, monospace"
    monkeypatch.setattr(chart_theme, "FONT", other)
    forget()
    wide = render_html(factory.full_report(), factory.ledger()).text
    forget()
    assert [drawing.replace(other, "") for drawing in svgs(wide)] == [
        drawing.replace(usual, "") for drawing in svgs(full_text)
    ]
    assert "…" not in "".join(svgs(full_text))


def test_pictures_hold_no_style_class_or_script(full_text: str) -> None:
    for drawing in svgs(full_text):
        assert not re.search(r"\s(style|class|on\w+)=|<script|<style|<image|<foreignObject", drawing)

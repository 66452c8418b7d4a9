"""The colours keep the contrast that tokens.css promises (WCAG 2.2, 1.4.3, 1.4.11); nothing else names a colour."""

from __future__ import annotations

import re

import pytest

from survey.config import ROOT

CSS = ROOT / "static" / "css"
TEXT, MARKS = 4.5, 3.0
GROUNDS = ("page", "surface", "sunk", "primary-soft", "sun-soft", "error-soft", "good-soft")

PAIRS = [
    *(("ink", ground, TEXT) for ground in (*GROUNDS, "sun")),
    *(("ink-soft", ground, TEXT) for ground in GROUNDS),
    *(("primary", ground, TEXT) for ground in GROUNDS),
    *(("on-primary", ground, TEXT) for ground in ("primary", "primary-dark", "error", "good")),
    ("primary-dark", "page", TEXT),
    ("primary-dark", "sunk", TEXT),
    ("error", "surface", TEXT),
    ("error", "page", TEXT),
    ("error", "error-soft", TEXT),
    ("good", "good-soft", TEXT),
    ("field", "surface", MARKS),
    ("field", "page", MARKS),
]


def colours() -> dict[str, str]:
    return dict(re.findall(r"--color-([a-z-]+): #([0-9a-f]{6});", (CSS / "tokens.css").read_text(encoding="utf-8")))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_what_stands_on_a_ground_can_be_read(front: str, ground: str, least: float) -> None:
    found = colours()
    assert contrast(found[front], found[ground]) >= least


def test_only_the_tokens_name_a_colour() -> None:
    for sheet in CSS.glob("*.css"):
        if sheet.name != "tokens.css":
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text(encoding="utf-8")), sheet.name


def test_every_token_that_is_used_exists() -> None:
    made = set(re.findall(r"(--[a-z0-9-]+):", (CSS / "tokens.css").read_text(encoding="utf-8")))
    for sheet in CSS.glob("*.css"):
        assert set(re.findall(r"var\((--[a-z0-9-]+)\)", sheet.read_text(encoding="utf-8"))) <= made, sheet.name


def test_the_sheets_work_from_right_to_left() -> None:
    """Logical properties only: left and right would have to be turned round by hand."""
    for sheet in CSS.glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
        found = re.search(
            r"(?:margin|padding|border)-(?:left|right)|(?<![a-z-])(?:left|right|width|height|float(?!: inline-)):", text
        )
        assert not found, f"{sheet.name}: {found and found.group()}"

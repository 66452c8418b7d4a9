"""Triads, the map, the curve and the waves: what is drawn, what is said beside it, and what is said where nothing is drawn."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from analysis.published import ZONES, PublishedMap, PublishedSpot, PublishedThemeSpot, PublishedTriad, PublishedZone
from analysis.records import PERSPECTIVES
from reports import charts_plane, frames, picture_tables, picture_wording
from reports.chart_theme import to_svg
from reports.composition import ALWAYS, SECTIONS
from reports.content import PanelFacts
from reports.render import planes
from reports.render.blocks import Drawing, Heading
from reports.render.document import document
from reports.texts import say
from tests.reports import factory
from tests.reports.reading import drawn, full_page, section, small, tree, words

REPORT = factory.full_report()
POLES = factory.TRIADS[0].poles
NEW = {"waves": "meetmomenten", "triads": "driehoek", "map": "kaart", "saturation": "genoeg-gehoord"}


def triad(*, held_over: bool = False, **zones: int) -> PublishedTriad:
    shown = tuple(PublishedZone(zone, zones[zone]) for zone in ZONES if zone in zones)
    return PublishedTriad("decided", 1, "parent", shown, held_over)


def texts_in(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in etree.fromstring(svg).iter("{*}text")]


@cache
def triangle() -> str:
    frame = frames.triad_frame(triad(first=30, third=15, middle=5))
    return to_svg(charts_plane.triad_chart(frame, poles=POLES, title="Driehoek", sentence="Zin."))


def test_every_new_section_has_its_picture_its_sentence_and_its_table() -> None:
    page = full_page()
    for anchor in NEW.values():
        part = section(page, anchor)
        assert part.xpath(".//*[local-name()='svg']/*[local-name()='desc']"), anchor
        assert part.xpath(".//*[@class='see']"), anchor
        assert part.xpath(".//table"), anchor


@pytest.mark.parametrize("n_stories", [0, 1, 4, 9])
def test_with_few_stories_each_new_section_says_why_it_has_no_picture(n_stories: int) -> None:
    page = tree(small(n_stories).text)
    for name, anchor in NEW.items():
        part = section(page, anchor)
        assert not part.xpath(".//*[local-name()='svg']"), name
        assert say(f"{name}.empty") in words(part)


def test_where_no_triad_was_asked_that_is_said() -> None:
    page = drawn(replace(factory.small_report(9), triads=()))
    assert say("triads.not_asked") in words(section(page, NEW["triads"]))


def test_new_sections_can_be_left_out_and_put_elsewhere() -> None:
    order = ("saturation", "map", *(name for name in SECTIONS if name in ALWAYS))
    page = drawn(replace(factory.small_report(9), sections=order))
    assert page.xpath("//main//section/h2/@id")[1:3] == [NEW["saturation"], NEW["map"]]
    assert not page.xpath(f"//h2[@id='{NEW['triads']}']")


def test_documents_that_flow_have_the_same_pictures_as_the_page() -> None:
    made = document(REPORT, factory.ledger())
    titles = [block.text for block in made.rest if isinstance(block, Heading)]
    for name in NEW:
        assert say(f"{name}.title") in titles
    n_drawings = sum(isinstance(block, Drawing) for block in made.rest)
    assert n_drawings == len(full_page().xpath("//main//*[local-name()='svg']"))


# --- triads ------------------------------------------------------------------------------------------------------------


def test_a_zone_that_may_not_be_shown_is_white_and_has_no_number() -> None:
    numbers = [text for text in texts_in(triangle()) if text.isdigit()]
    assert sorted(numbers) == ["15", "30", "5"]
    fills = re.findall(r'fill="([^"]+)"[^>]*stroke-linejoin|fill="(#14505c)"', triangle())
    assert sum("#14505c" in fill for fill in fills) == 3


def test_a_fuller_zone_is_darker_so_that_a_triangle_can_be_read_in_grey() -> None:
    tints = [float(opacity) for opacity in re.findall(r'fill-opacity="([\d.]+)"', triangle())]
    assert sorted(tints) == [0.12, 0.3, 0.92]


def test_the_three_poles_stand_at_their_corners_in_the_words_of_the_form() -> None:
    said = " ".join(texts_in(triangle()))
    assert all(word in said for pole in POLES for word in pole.split())


@given(st.dictionaries(st.sampled_from(ZONES), st.integers(1, 40).map(lambda n: 5 * n), min_size=1))
@settings(max_examples=60, deadline=None)
def test_the_sentence_names_every_zone_with_most_stories_and_no_other_number(zones: dict[str, int]) -> None:
    picture = triad(**zones)
    first = picture_wording.triad_sentences(picture, POLES)[0]
    most = max(zones.values())
    assert set(map(int, re.findall(r"\d+", first))) == {most}
    if len(zones) > 1 and list(zones.values()).count(most) < len(zones):
        for zone, n in zones.items():
            name = picture_tables.zone_name(zone, POLES)  # type: ignore[arg-type]  # one of the seven
            assert (re.search(rf"(^|[ (]){re.escape(name)}($|[ ,(])", first) is not None) == (n == most)


def test_white_zones_are_named_for_whoever_cannot_see_them() -> None:
    blanks = picture_wording.triad_blanks(triad(first=10, middle=5), POLES)
    assert blanks.count(";") == 4
    assert say("triads.middle") not in blanks


def test_the_table_has_every_zone_and_the_numbers_of_every_wave() -> None:
    part = REPORT.triads[1]
    table = picture_tables.triad_table(part)
    assert len(table.groups[0].rows) == len(ZONES)
    assert len(table.head) == 1 + len(part.pictures)
    shown = [cell.main for row in table.groups[0].rows for cell in row.cells if not cell.muted]
    assert sorted(shown) == sorted(str(zone.n) for picture in part.pictures for zone in picture.zones)


def test_an_earlier_picture_says_that_it_is_one() -> None:
    assert picture_wording.triad_sentences(triad(held_over=True, first=15), POLES)[-1] == say("triads.held_over")
    assert say("triads.held_over") not in picture_wording.triad_sentences(triad(first=15), POLES)


def test_perspectives_never_stand_in_one_triangle() -> None:
    titles = [picture.title for picture in planes.triads(REPORT)]
    assert len(titles) == len(set(titles)) == len(PERSPECTIVES)


# --- the map -----------------------------------------------------------------------------------------------------------


def a_map(themes: list[tuple[int, int]], *, side: int = 5) -> PublishedMap:
    spots = tuple(PublishedSpot(column, row, 5 * (1 + column + row)) for column in range(side) for row in range(side))
    placed = tuple(PublishedThemeSpot(f"Thema {n}", *at) for n, at in enumerate(themes, start=1))
    return PublishedMap(side, spots, placed, held_over=False)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=9), st.sampled_from([5, 7, 10]))
@settings(max_examples=60, deadline=None)
def test_no_two_labels_on_the_map_overlap(themes: list[tuple[int, int]], side: int) -> None:
    frame = frames.theme_spot_frame(a_map(themes, side=side))
    placed = charts_plane._beside_each_other(frame, charts_plane.MAP / side)
    spots = list(zip(placed["x"], placed["y"], strict=True))
    in_one_square = placed.groupby(["column", "row"]).size().max()
    fit = int((charts_plane.MAP / side - 2) // (charts_plane.BADGE + 1))
    if in_one_square <= fit * fit:
        assert all(
            max(abs(a[0] - b[0]), abs(a[1] - b[1])) >= charts_plane.BADGE
            for place, a in enumerate(spots)
            for b in spots[:place]
        )


def test_a_fuller_square_has_a_larger_circle_and_its_area_says_how_much() -> None:
    spots = pd.DataFrame({"column": [0, 1], "row": [0, 0], "n": [40, 10]})
    themes = frames.theme_spot_frame(a_map([(3, 3)]))
    svg = to_svg(charts_plane.story_map_chart(spots, themes, side=5, title="Kaart", sentence="Zin."))
    radii = sorted({float(radius) for radius in re.findall(r'fill="#7d94a4"[^>]*|A([\d.]+),', svg) if radius})
    assert radii[-1] / radii[0] == pytest.approx(2, rel=0.01)


def test_every_theme_on_the_map_is_named_under_it_with_its_number() -> None:
    picture = planes.theme_map(REPORT)
    said = texts_in(str(picture.panels[0].svg))
    for number, theme in enumerate(REPORT.theme_map.themes, start=1):  # type: ignore[union-attr]  # the large report has one
        assert str(number) in said
        assert set(theme.theme.split()) <= set(" ".join(said).split())


@pytest.mark.parametrize(
    ("themes", "key"),
    [([(0, 0), (4, 4), (1, 0)], "map.nearest"), ([(0, 0), (0, 0), (4, 4)], "map.same_square")],
)
def test_the_sentence_names_the_themes_that_lie_nearest(themes: list[tuple[int, int]], key: str) -> None:
    said = picture_wording.map_sentences(a_map(themes))
    assert any(line.startswith(say(key, themes="")[:20]) for line in said)


def test_where_every_pair_of_themes_is_as_near_none_is_named() -> None:
    assert len(picture_wording.map_sentences(a_map([(0, 0), (2, 0), (4, 0), (0, 2), (2, 2)]))) == 1


# --- the curve and the waves -------------------------------------------------------------------------------------------


def test_the_curve_says_what_it_cannot_know() -> None:
    assert REPORT.saturation is not None
    said = picture_wording.saturation_sentences(REPORT.saturation)
    assert said[-1] == say("saturation.limit")
    assert say("saturation.flat") in said


def test_a_curve_that_still_rises_says_so() -> None:
    points = tuple(
        replace(point, themes=0.1 * place)
        for place, point in enumerate(REPORT.saturation.points)  # type: ignore[union-attr]
    )
    rising = replace(REPORT.saturation, points=points)  # type: ignore[type-var]  # the large report has one
    assert say("saturation.rising") in picture_wording.saturation_sentences(rising)  # type: ignore[arg-type]


def test_waves_stand_beside_each_other_only_where_one_group_has_figures_at_two_of_them() -> None:
    picture = planes.waves(REPORT)
    assert [panel.label for panel in picture.panels] == ["Support", "Wonen", "School & werk", "Welzijn"]
    first = replace(REPORT, then_now=tuple(row for row in REPORT.then_now if row.wave == 1))
    assert planes.waves(first).table is None


def test_points_of_different_waves_are_never_joined() -> None:
    for domain in ("support", "wellbeing"):
        frame = frames.wave_frame(REPORT, domain)  # type: ignore[arg-type]  # a domain
        assert frame.groupby(["perspective", "stretch"]).size().max() == 1


def test_those_who_judged_on_paper_are_mentioned_where_the_panel_is() -> None:
    page = full_page()
    assert say("themes.on_paper", number=2) in words(section(page, "themas"))
    assert say("themes.on_paper_group") in words(section(page, "themas"))
    [one] = picture_wording.panel_sentences([PanelFacts(factory.PANEL_DAY, 5, n_on_paper=1)])
    assert one.endswith(say("themes.on_paper_one"))
    [none] = picture_wording.panel_sentences([PanelFacts(factory.PANEL_DAY, 5)])
    assert "papier" not in none


def test_earlier_waves_are_folded_on_a_screen_and_everything_is_there() -> None:
    [support] = [p for p in full_page().xpath("//div[@class='picture']") if "Jongeren: gaat het goed?" in words(p)][:1]
    assert len(support.xpath("./div//*[local-name()='svg']")) == 1
    assert len(support.xpath("./details//*[local-name()='svg']")) == 1

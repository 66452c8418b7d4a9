"""The pictures of the desk: rows that the desk shows in, a chart with its table out. What is withheld is in neither."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from flask_babel import format_decimal
from flask_babel import gettext as _

from analysis.estimation.changes import FEWEST_WAVES_FOR_A_LINE
from analysis.estimation.shown import Moved
from analysis.internal import InternalIndicator
from analysis.records import PERSPECTIVES
from survey.evaluate import desk_words as words
from survey.models.programme import Pilot
from survey.services.desk_page import DeskPage

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

PictureForm = Literal["svg", "png", "csv", "json"]
MEDIA_TYPES: dict[PictureForm, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
SHARPER = 3
"""Pixels of a PNG for each pixel of the drawing."""
DOT_COLUMNS = ("item", "label", "perspective", "perspective_label", "percent", "low", "high")
TOLD_COLUMNS = ("perspective", "label", "wave", "wave_label", "note", "told", "released", "planned")
MOVE_COLUMNS = ("domain", "label", "change", "moment", "moment_label", "percent", "low", "high")

Name = Literal["heard", "then_now_young_person", "then_now_parent", "then_now_professional", "now", "contact", "themes"]
NAMES: tuple[Name, ...] = (
    "heard", "then_now_young_person", "then_now_parent", "then_now_professional", "now", "contact", "themes",
)  # fmt: skip


PICTURES_KEPT = 256
"""Of some ten kilobytes each."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Two with the same key show the same. frame: the very figures of the chart, for whoever wants them. draw: makes the chart
    of them, which takes a while."""

    key: tuple[str, ...]
    frame: pd.DataFrame = field(compare=False)
    draw: Callable[[], alt.LayerChart] = field(compare=False)


def picture(name: Name, page: DeskPage, pilot: Pilot) -> Picture | None:
    """None when there is nothing to draw."""
    if name == "heard":
        return _heard(page, pilot)
    if name.startswith("then_now_"):
        return _then_now(page, name.removeprefix("then_now_"))
    return _dots(name, page)


def there(page: DeskPage) -> frozenset[Name]:
    """The pictures that have something to show, without drawing them."""
    found: set[Name] = {"heard"} if any(row.told for row in page.told) else set()
    for who in PERSPECTIVES:
        if _both_moments(page, who):
            found.add(f"then_now_{who}")  # type: ignore[arg-type]  # one of the names above
    for name, ends in (("now", (".now_well",)), ("contact", (".agree",))):
        if _of_wave(page, ends):
            found.add(name)  # type: ignore[arg-type]  # one of the names above
    return frozenset(found | ({"themes"} if any(theme.share for theme in page.themes) else set()))


def _of_wave(page: DeskPage, ends: tuple[str, ...]) -> list[InternalIndicator]:
    """Figures with a share of the wave that the page is about, perspectives apart."""
    wave = page.mirror_wave.number if page.mirror_wave else 0
    return [
        row
        for row in page.figures
        if row.wave == wave and row.perspective and row.value is not None and row.indicator.endswith(ends)
    ]


def _heard(page: DeskPage, pilot: Pilot) -> Picture | None:
    from reports.charts import coverage_chart

    rows = [
        {
            "perspective": row.perspective,
            "label": str(words.who(row.perspective)).capitalize(),
            "wave": row.wave,
            "wave_label": _("wave %(n)s", n=row.wave),
            "note": words.amount(row.told),
            "told": row.told,
            "released": row.released,
            "planned": row.planned,
        }
        for who in PERSPECTIVES
        for row in page.told
        if row.perspective == who
    ]
    if not any(row.told for row in page.told):
        return None
    frame = _frame(rows, TOLD_COLUMNS).astype({"told": "float64", "released": "float64", "planned": "float64"})
    told = sum(row.told or 0 for row in page.told)
    sentence = _(
        "%(n)s stories were told in %(pilot)s, groups of fewer than 5 left out.",
        n=format_decimal(told),
        pilot=pilot.title,
    )
    return _picture(coverage_chart, frame, title=_("Who was heard"), sentence=sentence)


def _both_moments(page: DeskPage, who: str) -> dict[str, dict[str, InternalIndicator]]:
    found: dict[str, dict[str, InternalIndicator]] = {}
    for row in _of_wave(page, (".then_well", ".now_well")):
        if row.perspective == who:
            item, _dot, moment = row.indicator.rpartition(".")
            found.setdefault(item, {})[moment.removesuffix("_well")] = row
    return {item: rows for item, rows in found.items() if len(rows) == len(("then", "now"))}


def _then_now(page: DeskPage, who: str) -> Picture | None:
    from reports.charts import then_now_chart

    found = _both_moments(page, who)
    wave = page.mirror_wave.number if page.mirror_wave else 0
    unsaid = {row.item: row for row in page.moved if (row.wave, row.perspective) == (wave, who)}
    rows = [
        {
            "domain": item,
            "label": _no_step(item, unsaid.get(item)),
            "change": f"{_percent(rows['then'])} → {_percent(rows['now'])}",
            "moment": moment,
            "moment_label": _("then") if moment == "then" else _("now"),
            **_interval(rows[moment]),
        }
        for item, rows in found.items()
        for moment in ("then", "now")
    ]
    if not rows:
        return None
    frame = _frame(rows, MOVE_COLUMNS)
    sentence = _(
        "How many say that it went well then, and how many that it goes well now: %(who)s.", who=words.who(who)
    )
    return _picture(then_now_chart, frame, perspective=who, title=_("Then and now"), sentence=sentence)


def _no_step(item: str, moved: Moved | None) -> str:
    """What is asked, with how many gave no step: they are in neither share, so they stand beside."""
    name = words.item(f"{item}.better")
    if moved is None:
        return name
    not_mentioned, not_applicable = words.part(moved.n_not_mentioned), words.part(moved.n_not_applicable)
    return name + "\n" + _("not mentioned: %(one)s, does not apply: %(other)s", one=not_mentioned, other=not_applicable)


def _dots(name: Name, page: DeskPage) -> Picture | None:
    from reports.charts import perspective_chart, theme_chart

    if name == "themes":
        sentence = _("In which part of the stories each theme of the panel is heard, with intervals.")
        rows = [
            {"item": theme.name, "label": theme.name, "perspective": theme.perspective, **_of(theme.share)}
            for theme in page.themes
            if theme.share and page.mirror_wave and theme.wave == page.mirror_wave.number
        ]
        chart, title = theme_chart, _("Themes of the panel")
    else:
        end = ".now_well" if name == "now" else ".agree"
        sentence = words.contrast_sentence([c for c in page.contrasts if c.indicator.endswith(end)])
        rows = [
            {"item": r.indicator, "label": words.item(r.indicator), "perspective": r.perspective, **_interval(r)}
            for r in _of_wave(page, (end,))
        ]
        chart, title = perspective_chart, _("How it goes now") if name == "now" else _("Contact and help")
    if not rows:
        return None
    named = [row | {"perspective_label": words.who(str(row["perspective"]))} for row in rows]
    ordered = sorted(named, key=lambda row: PERSPECTIVES.index(row["perspective"]))
    items = list(dict.fromkeys(row["item"] for row in rows))
    frame = _frame(sorted(ordered, key=lambda row: items.index(row["item"])), DOT_COLUMNS)
    return _picture(chart, frame, title=title, sentence=sentence)


def over_waves(rows: Sequence[InternalIndicator], instruments: dict[int, str], *, title: str) -> Picture | None:
    """One figure over the waves. A line is drawn only where three waves in a row asked the same."""
    from reports.desk_charts import WAVE_COLUMNS, waves_chart

    shown = [row for row in rows if row.value is not None and row.perspective is not None]
    if not shown:
        return None
    numbers = sorted({row.wave for row in shown})
    breaks = tuple(b for a, b in pairwise(numbers) if instruments.get(a) != instruments.get(b))
    stretch_of = {number: sum(number >= at for at in breaks) for number in numbers}
    long_enough = {
        stretch
        for stretch in stretch_of.values()
        if sum(s == stretch for s in stretch_of.values()) >= FEWEST_WAVES_FOR_A_LINE
    }
    frame = _frame(
        [
            {
                "wave": row.wave,
                "wave_label": _("wave %(n)s", n=row.wave),
                "perspective": row.perspective,
                **_interval(row),
                "stretch": stretch_of[row.wave] if stretch_of[row.wave] in long_enough else -row.wave,
            }
            for row in shown
        ],
        WAVE_COLUMNS,
    )
    sentence = _("%(title)s: each point is a wave, with its interval.", title=title)
    if breaks:
        sentence += " " + _("The dashed line: from there on the question was asked otherwise.")
    return _picture(waves_chart, frame, breaks=breaks, title=title, sentence=sentence)


def _picture(draw: Callable[..., alt.LayerChart], frame: pd.DataFrame, **how: Any) -> Picture:
    return Picture((draw.__name__, repr(how), frame.to_csv(index=False)), frame, partial(draw, frame, **how))


@lru_cache(maxsize=PICTURES_KEPT)
def drawn(found: Picture, form: PictureForm) -> bytes:
    """The picture as a file; the same picture is made once."""
    if form == "csv":
        return ("\ufeff" + found.frame.to_csv(index=False)).encode()
    if form == "svg":
        from reports.chart_theme import to_svg

        return to_svg(found.draw()).encode()
    if form == "json":
        return json.dumps(pointed_at(found.draw().to_dict())).encode()
    import vl_convert as vlc

    from reports.chart_theme import LOCALE_NL

    spec = found.draw().to_dict() | {"background": "white"}
    return bytes(vlc.vegalite_to_png(spec, scale=SHARPER, format_locale=LOCALE_NL, allowed_base_urls=[]))


@cache
def drawing_script() -> str:
    """Vega, Vega-Lite and vega-embed for the browser, out of vl-convert."""
    import vl_convert as vlc

    return str(vlc.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


def pointed_at(spec: dict[str, Any]) -> dict[str, Any]:
    """A chart that tells its numbers to whoever points at a mark: the same figures that its table has."""
    told: set[str] = set()
    for name, rows in spec["datasets"].items():
        if rows and "low" in rows[0]:
            told.add(name)
            for row in rows:
                row["figure"] = _told(row)
    for layer in _layers(spec):
        if layer.get("data", {}).get("name") in told and layer.get("mark", {}).get("type") in ("point", "rule"):
            layer["encoding"]["tooltip"] = {"field": "figure", "type": "nominal"}
    return spec


def _layers(spec: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for layer in spec.get("layer", ()):
        yield layer
        yield from _layers(layer)


def _told(row: dict[str, Any]) -> str:
    """What a mark stands for, and its figure."""
    names = [row.get(name) for name in ("label", "moment_label", "perspective_label", "wave_label")]
    value, low, high = (words.percent(row[end] / 100) for end in ("percent", "low", "high"))
    figure = _("%(share)s (%(low)s to %(high)s)", share=value, low=low, high=high)
    return ", ".join(str(name).replace("\n", ", ") for name in names if name) + f": {figure}"


def _percent(row: InternalIndicator) -> str:
    return words.percent(row.value or 0.0)


def _interval(row: InternalIndicator) -> dict[str, Any]:
    return {"percent": 100 * (row.value or 0), "low": 100 * (row.low or 0), "high": 100 * (row.high or 0)}


def _of(found: Any) -> dict[str, Any]:
    return {"percent": 100 * found.value, "low": 100 * found.low, "high": 100 * found.high}


def _frame(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame.from_records(list(rows), columns=list(columns))

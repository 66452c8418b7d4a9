"""The pictures of the desk: rows that the desk shows in, a chart with its table out. What is withheld is in neither."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

from flask_babel import format_decimal
from flask_babel import gettext as _

from analysis.estimation.changes import FEWEST_WAVES_FOR_A_LINE
from analysis.estimation.shown import Moved
from analysis.internal import InternalIndicator
from analysis.records import PERSPECTIVES
from survey.evaluate import desk_words as words
from survey.evaluate.desk_drawing import Picture, framed, interval, made, whole_interval
from survey.models.programme import Pilot
from survey.services.desk_page import DeskPage
from survey.web.filters import percent

DOT_COLUMNS = ("item", "label", "perspective", "perspective_label", "percent", "low", "high")
TOLD_COLUMNS = ("perspective", "label", "wave", "wave_label", "note", "told", "released", "planned")
MOVE_COLUMNS = ("domain", "label", "change", "moment", "moment_label", "percent", "low", "high")

Name = Literal["heard", "then_now_young_person", "then_now_parent", "then_now_professional", "now", "contact", "themes"]
NAMES: tuple[Name, ...] = (
    "heard", "then_now_young_person", "then_now_parent", "then_now_professional", "now", "contact", "themes",
)  # fmt: skip


CONTRASTS: dict[Name, str] = {"now": ".now_well", "contact": ".agree"}
"""Pictures that lay perspectives side by side, and how the figures in them end."""


def picture(name: Name, page: DeskPage, pilot: Pilot) -> Picture | None:
    """None when there is nothing to draw."""
    if name == "heard":
        return _heard(page, pilot)
    if name.startswith("then_now_"):
        return _then_now(page, name.removeprefix("then_now_"))
    if name == "themes":
        return _themes(page)
    return _contrast(page, CONTRASTS[name], _("How it goes now") if name == "now" else _("Contact and help"))


def there(page: DeskPage, pilot: Pilot) -> dict[Name, tuple[int, int]]:
    """The pictures that have something to show, with their width and height in pixels. Draws none of them."""
    found = {name: picture(name, page, pilot) for name in NAMES}
    return {name: each.size for name, each in found.items() if each}


def beside(page: DeskPage, end: str) -> list[InternalIndicator]:
    """Figures with a share that end so, by which perspectives are compared."""
    return [row for row in page.beside if row.value is not None and row.indicator.endswith(end)]


def _of_wave(page: DeskPage, ends: tuple[str, ...]) -> list[InternalIndicator]:
    """Figures with a share of the wave that the page is about, perspectives apart."""
    wave = page.mirror_wave.number if page.mirror_wave else 0
    return [
        row
        for row in page.figures
        if row.wave == wave and row.perspective and row.value is not None and row.indicator.endswith(ends)
    ]


def _heard(page: DeskPage, pilot: Pilot) -> Picture | None:
    from reports.chart_sizes import coverage_size
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
    frame = framed(rows, TOLD_COLUMNS).astype({"told": "float64", "released": "float64", "planned": "float64"})
    told = sum(row.told or 0 for row in page.told)
    sentence = _(
        "%(n)s stories were told in %(pilot)s, groups of fewer than 5 left out.",
        n=format_decimal(told),
        pilot=pilot.title,
    )
    return made(coverage_chart, coverage_size(frame), frame, title=_("Who was heard"), sentence=sentence)


def _both_moments(page: DeskPage, who: str) -> dict[str, dict[str, InternalIndicator]]:
    found: dict[str, dict[str, InternalIndicator]] = {}
    for row in _of_wave(page, (".then_well", ".now_well")):
        if row.perspective == who:
            item, _dot, moment = row.indicator.rpartition(".")
            found.setdefault(item, {})[moment.removesuffix("_well")] = row
    return {item: rows for item, rows in found.items() if len(rows) == len(("then", "now"))}


def moves(page: DeskPage, who: str) -> dict[str, str]:
    """By item: the share for whom it went well then, and that for whom it goes well now, where both can be shown."""
    found = _both_moments(page, who)
    return {item: f"{_percent(rows['then'])} → {_percent(rows['now'])}" for item, rows in found.items()}


def _then_now(page: DeskPage, who: str) -> Picture | None:
    from reports.chart_sizes import then_now_size
    from reports.charts import then_now_chart

    found, in_words = _both_moments(page, who), moves(page, who)
    wave = page.mirror_wave.number if page.mirror_wave else 0
    unsaid = {row.item: row for row in page.moved if (row.wave, row.perspective) == (wave, who)}
    rows = [
        {
            "domain": item,
            "label": _no_step(item, unsaid.get(item)),
            "change": in_words[item],
            "moment": moment,
            "moment_label": _("then") if moment == "then" else _("now"),
            **interval(rows[moment]),
        }
        for item, rows in found.items()
        for moment in ("then", "now")
    ]
    if not rows:
        return None
    frame = framed(rows, MOVE_COLUMNS)
    sentence = _(
        "How many say that it went well then, and how many that it goes well now: %(who)s.", who=words.who(who)
    )
    title = _("Then and now")
    return made(then_now_chart, then_now_size(frame), frame, perspective=who, title=title, sentence=sentence)


def _no_step(item: str, moved: Moved | None) -> str:
    """What is asked, with how many gave no step: they are in neither share, so they stand beside."""
    name = words.item(f"{item}.better")
    if moved is None:
        return name
    not_mentioned, not_applicable = words.part(moved.n_not_mentioned), words.part(moved.n_not_applicable)
    return name + "\n" + _("not mentioned: %(one)s, does not apply: %(other)s", one=not_mentioned, other=not_applicable)


def _themes(page: DeskPage) -> Picture | None:
    from reports.chart_sizes import theme_size
    from reports.charts import theme_chart

    rows = [
        {"item": theme.name, "label": theme.name, **_who(theme.perspective), **whole_interval(theme.share)}
        for theme in page.themes
        if theme.share and page.mirror_wave and theme.wave == page.mirror_wave.number
    ]
    if not rows:
        return None
    sentence = _("In which part of the stories each theme of the panel is heard, with intervals.")
    frame = framed(_by_item(rows), DOT_COLUMNS)
    return made(theme_chart, theme_size(frame), frame, title=_("Themes of the panel"), sentence=sentence)


def _contrast(page: DeskPage, end: str, title: str) -> Picture | None:
    """What perspectives say of the same thing."""
    from reports.desk_beside import CONTRAST_COLUMNS, contrast_chart, contrast_size

    rows = [
        {
            "item": row.indicator,
            "label": words.item(row.indicator),
            **_who(str(row.perspective)),
            **interval(row),
            "not_mentioned": words.part(row.n_not_mentioned),
            "not_applicable": words.part(row.n_not_applicable),
        }
        for row in beside(page, end)
    ]
    if not rows:
        return None
    sentence = words.contrast_sentence([c for c in page.contrasts if c.indicator.endswith(end)])
    frame, heads = framed(_by_item(rows), CONTRAST_COLUMNS), (_("Not mentioned"), _("Does not apply"))
    return made(contrast_chart, contrast_size(frame), frame, heads=heads, title=title, sentence=sentence)


def _who(perspective: str) -> dict[str, str]:
    return {"perspective": perspective, "perspective_label": words.who(perspective)}


def _by_item(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of an item together, in the fixed order of perspectives."""
    items = list(dict.fromkeys(row["item"] for row in rows))
    return sorted(rows, key=lambda row: (items.index(row["item"]), PERSPECTIVES.index(row["perspective"])))


def over_waves(rows: Sequence[InternalIndicator], instruments: dict[int, str], *, title: str) -> Picture | None:
    """One figure over the waves. A line is drawn only where three waves in a row asked the same."""
    from reports.desk_charts import WAVE_COLUMNS, waves_chart, waves_size

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
    frame = framed(
        [
            {
                "wave": row.wave,
                "wave_label": _("wave %(n)s", n=row.wave),
                "perspective": row.perspective,
                **interval(row),
                "stretch": stretch_of[row.wave] if stretch_of[row.wave] in long_enough else -row.wave,
                "unsaid": _unsaid(row),
            }
            for row in shown
        ],
        WAVE_COLUMNS,
    )
    sentence = _("%(title)s: each point is a wave, with its interval.", title=title)
    if breaks:
        sentence += " " + _("The dashed line: from there on the question was asked otherwise.")
    unsaid = _("Not mentioned · does not apply")
    return made(waves_chart, waves_size(frame), frame, breaks=breaks, unsaid=unsaid, title=title, sentence=sentence)


def _unsaid(row: InternalIndicator) -> str:
    """Nobody is asked for a step in a theme that the panel hears."""
    if row.kind != "measured":
        return ""
    return f"{words.part(row.n_not_mentioned)} · {words.part(row.n_not_applicable)}"


def _percent(row: InternalIndicator) -> str:
    return percent(row.value or 0.0)

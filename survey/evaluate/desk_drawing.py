"""Pictures of the desk as files: drawn on the server, kept by what they show, and with their very figures to take along."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal, cast

from flask_babel import gettext as _

from analysis.estimation.interval import Estimate
from analysis.internal import InternalIndicator
from survey.web.filters import percent

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
PICTURES_KEPT = 256
"""Of some ten kilobytes each."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Two with the same key show the same. frame: the very figures of the chart, for whoever wants them. size: its width and
    height in pixels. draw: makes the chart of them, which takes a while."""

    key: tuple[str, ...]
    frame: pd.DataFrame = field(compare=False)
    size: tuple[int, int]
    draw: Callable[[], alt.LayerChart] = field(compare=False)


def made(draw: Callable[..., alt.LayerChart], size: tuple[int, int], frame: pd.DataFrame, **how: Any) -> Picture:
    return Picture((draw.__name__, repr(how), frame.to_csv(index=False)), frame, size, partial(draw, frame, **how))


@lru_cache(maxsize=PICTURES_KEPT)
def drawn(found: Picture, form: PictureForm) -> bytes:
    """The picture as a file; the same picture is made once."""
    if form == "csv":
        from reports.render.sheets import harmless

        return ("\ufeff" + found.frame.map(harmless).to_csv(index=False)).encode()
    if form == "svg":
        from reports.chart_theme import to_svg

        return to_svg(found.draw()).encode()
    if form == "json":
        return json.dumps(pointed_at(found.draw().to_dict())).encode()
    import vl_convert as vlc

    from reports.chart_theme import LOCALE_NL, register_fonts

    register_fonts()
    spec = found.draw().to_dict() | {"background": "white"}
    return bytes(vlc.vegalite_to_png(spec, scale=SHARPER, format_locale=LOCALE_NL, allowed_base_urls=[]))


def get_ready() -> None:
    """Load what draws, and draw a point: the first time takes seconds, every next one a fraction of one."""
    import altair as alt

    from reports.chart_theme import themed, to_svg

    point = alt.Chart(framed([{"x": 0}], ("x",))).mark_point().encode(x="x:Q")
    to_svg(themed(cast("alt.LayerChart", alt.layer(point)), title="", sentence="", height=1))


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
    value, low, high = (percent(row[end] / 100) for end in ("percent", "low", "high"))
    figure = _("%(share)s (%(low)s to %(high)s)", share=value, low=low, high=high)
    return ", ".join(str(name).replace("\n", ", ") for name in names if name) + f": {figure}"


def interval(row: InternalIndicator) -> dict[str, Any]:
    return {"percent": 100 * (row.value or 0), "low": 100 * (row.low or 0), "high": 100 * (row.high or 0)}


def whole_interval(found: Estimate) -> dict[str, Any]:
    return {"percent": 100 * found.value, "low": 100 * found.low, "high": 100 * found.high}


def framed(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame.from_records(list(rows), columns=list(columns))

"""How large a drawing will be, known from its frame before it is drawn: so a page can keep its place."""

import pandas as pd

from reports.chart_theme import size
from reports.charts import LEGEND, bar_blocks, dot_blocks, move_blocks, with_heads

Size = tuple[int, int]
"""Width and height in pixels."""


def then_now_size(frame: pd.DataFrame) -> Size:
    """Of `then_now_chart`."""
    return size(move_blocks(with_heads(frame.dropna(subset=["percent"]))).sum())


def coverage_size(frame: pd.DataFrame) -> Size:
    """Of `coverage_chart`."""
    return size(LEGEND + bar_blocks(frame).sum())


def theme_size(frame: pd.DataFrame) -> Size:
    """Of `theme_chart`."""
    return size(LEGEND + dot_blocks(with_heads(frame)).sum())

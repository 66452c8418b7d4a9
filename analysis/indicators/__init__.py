"""Indicators: the catalogue as data, and what the answers and the panel's reading say, with honest intervals.

Every figure is about one pilot, wave and perspective. Perspectives are put together only when asked, and then stand
beside the separate ones. "Not mentioned" and "not applicable" are neither zero nor negative: they are counted apart
and are in no denominator. Method and catalogue: docs/methods/indicators.md.
"""

from analysis.indicators.catalogue import (
    ANY_THEME,
    THEME_PREFIX,
    Indicator,
    catalogue_table,
    describe,
    load_catalogue,
)
from analysis.indicators.figures import (
    CONFIDENCE,
    UnusableInput,
    count_stories,
    heard,
    measure,
    measure_patterns,
    measure_stories,
    nobody_like,
    theme_present,
    wilson,
)
from analysis.indicators.patterns import AnswerPattern, Transitions, patterns_of, transitions

__all__ = [
    "ANY_THEME",
    "CONFIDENCE",
    "THEME_PREFIX",
    "AnswerPattern",
    "Indicator",
    "Transitions",
    "UnusableInput",
    "catalogue_table",
    "count_stories",
    "describe",
    "heard",
    "load_catalogue",
    "measure",
    "measure_patterns",
    "measure_stories",
    "nobody_like",
    "patterns_of",
    "theme_present",
    "transitions",
    "wilson",
]

"""Numbers and dates as people in the Netherlands write them."""

import math
from collections.abc import Sequence
from datetime import date

from reports.texts import say, texts

NO_BREAK = "\u00a0"
_LARGE = 1000


def whole(value: int) -> str:
    """Thousands with a full stop."""
    return f"{value:,}".replace(",", ".") if abs(value) >= _LARGE else str(value)


def tenth(value: float) -> str:
    """One decimal, after a comma."""
    return f"{value:.1f}".replace(".", ",")


def percent(value: float) -> str:
    """A percentage on the scale 0-100 as a whole number: counts are rounded, so decimals would say more than is known."""
    return _with_sign(say("format.percent", number=math.floor(value + 0.5)))


def interval(low: float, high: float) -> str:
    """Both ends of an interval on the scale 0-100, rounded outwards, so that it never looks surer than it is."""
    return _with_sign(say("format.interval", low=math.floor(low), high=math.ceil(high)))


def in_words(low: float, high: float) -> str:
    """The same interval as part of a sentence."""
    return say("count.range", low=percent(math.floor(low)), high=percent(math.ceil(high)))


def _with_sign(text: str) -> str:
    return text.replace(" ", NO_BREAK)


def day(value: date) -> str:
    """A day in words: 3 maart 2026."""
    return f"{value.day} {texts()['format']['months'][value.month - 1]} {value.year}"


def period(first: date, last: date) -> str:
    """From a month to a month: people tell in a month, never on a day."""
    months = texts()["format"]["months"]
    opening, closing = f"{months[first.month - 1]} {first.year}", f"{months[last.month - 1]} {last.year}"
    return closing if opening == closing else say("format.period", first=opening, last=closing)


def listing(words: Sequence[str]) -> str:
    """a, b en c."""
    return words[0] if len(words) == 1 else say("format.and").join((", ".join(words[:-1]), words[-1]))


def sentence_case(text: str) -> str:
    """The first letter large, the rest as it is; brackets in front are passed over."""
    for place, letter in enumerate(text):
        if letter.isalpha():
            return text[:place] + letter.upper() + text[place + 1 :]
    return text

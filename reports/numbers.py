"""Numbers and dates as people in the Netherlands write them."""

from collections.abc import Sequence
from datetime import date

from reports.texts import say, texts

NO_BREAK = "\u00a0"
_LARGE = 1000


def decimal(value: float) -> str:
    """At most one decimal, with a comma, and none where it would be nought: what was published, no more."""
    tenths = round(value * 10)
    return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10}"


def whole(value: int) -> str:
    """Thousands with a full stop."""
    return f"{value:,}".replace(",", ".") if abs(value) >= _LARGE else str(value)


def percent(value: float) -> str:
    """A percentage on the scale 0-100, with a space that does not break."""
    return say("format.percent", number=decimal(value)).replace(" ", NO_BREAK)


def interval(low: float, high: float) -> str:
    """Both ends of an interval on the scale 0-100."""
    return say("format.interval", low=decimal(low), high=decimal(high)).replace(" ", NO_BREAK)


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

"""Figures of the desk put into words: what is shown, what is withheld and why, and one sentence that says what to see."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from analysis.estimation.changes import Change
from analysis.estimation.interval import Estimate
from analysis.estimation.shown import Moved
from analysis.indicators import describe, load_catalogue
from analysis.indicators.catalogue import THEME_PREFIX
from analysis.internal import InternalIndicator
from survey.services.desk_pilots import PilotFigure
from survey.services.desk_themes import HeardTheme
from survey.web import terms
from survey.web.filters import percent

WITHHELD = {
    "too_few_to_show": _l("too few to show"),
    "too_few_for_a_percentage": _l("too few for a percentage"),
}
AGES = {
    "under-12": _l("younger than 12"),
    "12-15": _l("12 to 15"),
    "16-17": _l("16 or 17"),
    "18-plus": _l("18 or older"),
    "": _l("age not told"),
}
KINDS = {
    "measured": _l("measured: a teller's own answer"),
    "heard": _l("heard: how often a theme of the panel is in the stories"),
    "signal": _l("signal: single stories that a person must see"),
    "count": _l("count: a number of stories"),
    "view": _l("view: other figures seen together"),
}
SECTIONS = {
    "A": _l("The Big Five, then and now"),
    "B": _l("Contact"),
    "C": _l("How help is organised"),
    "D": _l("Leading principles"),
    "E": _l("Five ambitions"),
    "F": _l("Zero goals: signals"),
    "G": _l("Outcome set of the Netherlands"),
    "H": _l("The movement"),
    "": _l("What runs across everything"),
}
MOVES = {"not_mentioned": _l("not mentioned"), "not_applicable": _l("does not apply")}
SIDES = {"counted": _l("counts"), "other": _l("does not count"), "unsaid": ""}
DASH, HIDDEN = "–", "·"


def label(code: str) -> str:
    """What a figure is called: the catalogue's words, or the panel's name of a theme."""
    if code.startswith(THEME_PREFIX):
        return code.removeprefix(THEME_PREFIX)
    return describe(code).label


def item(code: str) -> str:
    """What is asked, without the moment: support, not support then."""
    for indicator in load_catalogue():
        if indicator.item == code.removeprefix("unanswered.").rpartition(".")[0]:
            return indicator.label.partition(":")[0]
    return label(code)


def withheld(rows: Sequence[InternalIndicator]) -> list[tuple[str, str]]:
    """Code and name of each figure that has no percentage; an item of which no figure has one stands there once."""
    by_item: dict[str, list[str]] = {}
    for row in rows:
        by_item.setdefault(row.indicator.rpartition(".")[0], []).append(row.indicator)
    named = []
    for stem, codes in by_item.items():
        whole = [i.code for i in load_catalogue() if i.is_counted and i.code.rpartition(".")[0] == stem]
        if len(codes) == len(whole):
            named.append((f"{stem}.better" if f"{stem}.better" in codes else codes[0], item(codes[0])))
        else:
            named += [(code, label(code)) for code in codes]
    return named


def who(perspective: str | None) -> str:
    return str(terms.PERSPECTIVES[perspective]) if perspective else _("everybody together")


def amount(n: int | None) -> str:
    return _("fewer than 5") if n is None else str(format_decimal(n))


def part(n: int | None) -> str:
    """Of a group that is large enough: a part that may be hidden, and then is a dot."""
    return HIDDEN if n is None else str(format_decimal(n))


def share(row: InternalIndicator) -> str:
    """12 of 19: 63 % (41 to 81), or why not."""
    if row.numerator is None or row.value is None or row.low is None or row.high is None:
        return str(WITHHELD[row.withheld]) if row.withheld else DASH
    return _(
        "%(share)s (%(low)s to %(high)s), %(part)s of %(whole)s",
        share=percent(row.value),
        low=percent(row.low),
        high=percent(row.high),
        part=format_decimal(row.numerator),
        whole=format_decimal(row.denominator),
    )


def estimate(found: Estimate | None) -> str:
    """A share with its interval."""
    if found is None:
        return str(WITHHELD["too_few_to_show"])
    low, high = percent(found.low), percent(found.high)
    return _("%(share)s (%(low)s to %(high)s)", share=percent(found.value), low=low, high=high)


def mean(found: Estimate) -> str:
    """A mean on a scale with its interval."""
    value, low, high = (format_decimal(round(end, 1), "0.0") for end in (found.value, found.low, found.high))
    return _("%(mean)s (%(low)s to %(high)s)", mean=value, low=low, high=high)


def heard(theme: HeardTheme) -> str:
    """In which part of the stories that were read a theme is heard, or why there is no number."""
    if theme.share:
        return estimate(theme.share)
    if theme.n_read is None or theme.n_read < theme.needed:
        return _("not enough stories read yet (from %(n)s)", n=theme.needed)
    return str(WITHHELD["too_few_to_show"])


def says_something(row: Moved) -> bool:
    """Whether any number of the row can be shown, besides how many answered."""
    return any(n is not None for n in (row.n_pairs, row.better, row.same, row.worse, row.n_not_mentioned))


def points(found: Estimate | None) -> str:
    """A difference of shares in percentage points, with its interval; a dot where it is hidden."""
    if found is None:
        return HIDDEN
    value, low, high = (f"{100 * end:+.0f}".replace("-", "\u2212") for end in (found.value, found.low, found.high))
    return _("%(points)s points (%(low)s to %(high)s)", points=value, low=low, high=high)


def difference(change: Change) -> str:
    return points(change.difference)


def noticed(change: Change) -> str:
    """Whether a difference stands out, in words; never a star."""
    if change.broken:
        return _("the question was asked otherwise")
    return _("stands out") if change.pointed_out else _("may be chance")


def pilots_sentence(found: Sequence[PilotFigure]) -> str:
    """What to see in pilots side by side, without naming a highest or a lowest one."""
    rows = [each.row for each in found if each.row and each.row.value is not None]
    together = [each.together for each in found if each.together]
    shown = ngettext(
        "%(num)s of %(of)s pilots has enough answers.",
        "%(num)s of %(of)s pilots have enough answers.",
        len(rows),
        of=len(found),
    )
    if len(rows) < 2:
        return shown
    low, high = _ends([row.value or 0.0 for row in rows])
    shown += " " + _("Each by itself, the shares lie between %(low)s and %(high)s.", low=low, high=high)
    if together:
        low, high = _ends([each.value for each in together])
        shown += " " + _("With what the others tell, they lie between %(low)s and %(high)s.", low=low, high=high)
    return shown


def _ends(values: Sequence[float]) -> tuple[str, str]:
    return percent(min(values)), percent(max(values))


def contrast_sentence(changes: Sequence[Change]) -> str:
    if not changes:
        return _("There are too few answers to lay two perspectives side by side.")
    clear = [change for change in changes if change.pointed_out]
    if not clear:
        return _(
            "No difference between perspectives stands out. That does not say that they are alike: small groups hide it."
        )
    return ngettext(
        "%(num)s difference between perspectives stands out: %(names)s.",
        "%(num)s differences between perspectives stand out: %(names)s.",
        len(clear),
        names=", ".join(dict.fromkeys(label(change.indicator) for change in clear)),
    )


def change_sentence(changes: Sequence[Change]) -> str:
    if not changes:
        return _("Change over the waves shows from two waves with enough answers.")
    clear = [change for change in changes if change.pointed_out]
    if not clear:
        return _("No change between waves stands out from chance.")
    return ngettext(
        "%(num)s change between waves stands out: %(names)s.",
        "%(num)s changes between waves stand out: %(names)s.",
        len(clear),
        names=", ".join(dict.fromkeys(f"{label(c.indicator)} ({who(c.first.perspective)})" for c in clear)),
    )

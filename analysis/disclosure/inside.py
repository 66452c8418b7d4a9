"""Parts of a whole on the evaluators' desk: one age band or language of a figure, or how a number divides into routes.

A part beside its whole gives the rest away, so small parts are hidden together with enough others: what is left after
subtracting everything that is shown is then never one part, and never a small number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.disclosure.desk import NOTHING_SHOWN, Key, hidden_together, key_of, view
from analysis.disclosure.policy import DisclosurePolicy
from analysis.internal import InternalIndicator, InternalParts, InternalSteps, InternalView
from analysis.records import IndicatorResult

Place = tuple[str, str, int, str]
"""Item (an indicator without its ending), pilot, wave, perspective or ""."""


def internal_within(
    parts: Mapping[str, Sequence[IndicatorResult]], value: str, *, policy: DisclosurePolicy
) -> InternalView:
    """The figures of one part, such as one age band. parts: of every part that divides the stories, the same rows.

    Per item, wave and perspective the parts that have something to hide show nothing at all, together with as many of
    the smallest others as it takes until at least two are hidden and their sum has nothing to hide. So the whole, which
    the desk shows as well, gives none of them away. Rows keep their order. Raises KeyError for a part that is not there,
    ValueError when the parts do not hold the same rows.
    """
    rows = {name: {key_of(row): row for row in results} for name, results in parts.items()}
    if any(each.keys() != rows[value].keys() for each in rows.values()):
        raise ValueError("every part needs the same rows")
    by_place: dict[Place, list[Key]] = {}
    for key in rows[value]:
        by_place.setdefault((key[0].rpartition(".")[0] or key[0], key[1], key[2], key[3] or ""), []).append(key)
    gone = {key for keys in by_place.values() if value in _hidden_parts(rows, keys, policy) for key in keys}
    hidden = hidden_together(list(parts[value]), policy)
    return view(list(parts[value]), {key: NOTHING_SHOWN if key in gone else hidden[key] for key in hidden}, policy)


def _hidden_parts(
    rows: Mapping[str, Mapping[Key, IndicatorResult]], keys: Sequence[Key], policy: DisclosurePolicy
) -> set[str]:
    """Which parts of one place must stay hidden."""
    size = {name: max(each[key].n for key in keys) for name, each in rows.items()}
    hidden = {name for name, each in rows.items() if size[name] and _has_to_hide([each[key] for key in keys], policy)}
    others = sorted((name for name in rows if size[name] and name not in hidden), key=lambda name: (size[name], name))
    while hidden and others and (len(hidden) == 1 or _has_to_hide(_summed(rows, hidden, keys), policy)):
        hidden.add(others.pop(0))
    return hidden


def _has_to_hide(rows: Sequence[IndicatorResult], policy: DisclosurePolicy) -> bool:
    return any(hidden_together(rows, policy).values())


def _summed(
    rows: Mapping[str, Mapping[Key, IndicatorResult]], names: set[str], keys: Sequence[Key]
) -> list[IndicatorResult]:
    return [_sum([rows[name][key] for name in sorted(names)]) for key in keys]


def _sum(rows: Sequence[IndicatorResult]) -> IndicatorResult:
    """Counts added; what follows from counts is left as it was, as nobody looks at it."""
    counts = {
        name: sum(getattr(row, name) for row in rows)
        for name in ("n", "numerator", "n_not_mentioned", "n_not_applicable")
    }
    denominator = None if rows[0].denominator is None else sum(row.denominator or 0 for row in rows)
    return replace(rows[0], denominator=denominator, **counts)


def internal_parts(parts: Mapping[str, int], *, policy: DisclosurePolicy) -> InternalParts:
    """A number of stories by part. Parts of 1-4 are None together with as many of the smallest others as it takes until
    the hidden ones cannot be computed from their sum; a nought is shown. The total is None when even that is not enough.
    """
    small = {name for name, n in parts.items() if 1 <= n < policy.minimum_count}
    others = sorted(
        (name for name, n in parts.items() if n and name not in small), key=lambda name: (parts[name], name)
    )
    while _gives_away(small, parts, policy) and others:
        small.add(others.pop(0))
    total = sum(parts.values())
    safe = not _gives_away(small, parts, policy) and not 1 <= total < policy.minimum_count
    return InternalParts(total if safe else None, {name: None if name in small else n for name, n in parts.items()})


def _gives_away(hidden: set[str], parts: Mapping[str, int], policy: DisclosurePolicy) -> bool:
    """Whether the sum of the hidden parts, which anyone can compute, tells one of them: there is one, or all are 1, or all
    are as many as a small part can be."""
    if not hidden:
        return False
    together = sum(parts[name] for name in hidden)
    all_most = together == len(hidden) * (policy.minimum_count - 1)
    return len(hidden) == 1 or together == len(hidden) or all_most


def internal_steps(shown: InternalIndicator, counts: Sequence[int], *, policy: DisclosurePolicy) -> InternalSteps:
    """How the answers to a question on its own divide over the steps. shown: its figure as the desk shows it. counts: lowest
    step first.

    All counts or none: only where the figure itself is shown, and no step has 1-4 answers. Not for what is asked twice
    (then and now), as there the table of moves would give small cells away beside it.
    """
    few = any(1 <= count < policy.minimum_count for count in counts)
    is_hidden = few or shown.numerator is None or shown.value is None
    return InternalSteps(shown.wave, shown.perspective, None if is_hidden else tuple(counts))

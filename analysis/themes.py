"""From the panel's verdicts to themes: a pure fold over an append-only log.

Machine themes are candidates until a panel has confirmed them. The latest final verdict on a candidate counts; the
seats' own verdicts give votes, reasons and dissent. The outcome does not depend on how verdicts about different
candidates are interleaved, and verdicts about other candidates (a later run) change nothing about earlier themes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from analysis.records import Theme, Verdict, VerdictKind

KINDS: tuple[VerdictKind, ...] = get_args(VerdictKind)
_STAYS: frozenset[VerdictKind] = frozenset({"confirm", "rename"})
_NO_THEME: frozenset[VerdictKind] = frozenset({"reject", "split"})


class VerdictsDoNotFit(ValueError):
    """The final verdicts cannot be turned into themes; the message says which candidate and why."""


class MergeCycle(VerdictsDoNotFit):
    """Candidates were joined in a circle, so none of them is the theme. `candidates`: the circle, in order."""

    def __init__(self, candidates: Sequence[str]) -> None:
        self.candidates = tuple(candidates)
        super().__init__("candidates are joined in a circle: " + " → ".join((*self.candidates, self.candidates[0])))


def apply_verdicts(verdicts: Sequence[Verdict]) -> tuple[Theme, ...]:
    """The themes that follow from a log of verdicts in the order in which they were given, sorted by name.

    confirm and rename: the candidate is a theme under the panel's name. merge: it joins the theme of the other
    candidate; chains are followed, and what joins a rejected or undecided candidate gives no theme. split: no theme; its
    parts become themes only once stories have been read as one or the other. reject, or no final verdict: no theme.
    Candidates become one theme by merging only, never by having the same name: a later run may well find it again. votes:
    how many different seats chose what, each seat's latest verdict on a candidate counting. Raises MergeCycle;
    VerdictsDoNotFit for a theme without a name or a merge without an other.
    """
    final: dict[str, Verdict] = {}
    seats: dict[tuple[str, int], Verdict] = {}
    for verdict in verdicts:
        if verdict.final:
            final[verdict.candidate] = verdict
        elif verdict.seat is not None:
            seats[verdict.candidate, verdict.seat] = verdict
    members: dict[str, list[str]] = {}
    for candidate in sorted(final):
        root = _root(candidate, final)
        if root is not None:
            members.setdefault(root, []).append(candidate)
    voted = [seats[key] for key in sorted(seats)]
    themes = [_theme(root, candidates, final, voted) for root, candidates in members.items()]
    return tuple(sorted(themes, key=lambda theme: (theme.name.casefold(), theme.candidates)))


def _root(candidate: str, final: Mapping[str, Verdict]) -> str | None:
    """The candidate whose theme this one belongs to, or None. Raises MergeCycle and VerdictsDoNotFit."""
    path: list[str] = []
    while True:
        if candidate in path:
            raise MergeCycle(path[path.index(candidate) :])
        path.append(candidate)
        verdict = final.get(candidate)
        if verdict is None or verdict.kind in _NO_THEME:
            return None
        if verdict.kind in _STAYS:
            return candidate
        if not verdict.merge_into:
            raise VerdictsDoNotFit(f"candidate {candidate} is joined to nothing")
        candidate = verdict.merge_into


def _name(verdict: Verdict) -> str:
    name = " ".join(verdict.name.split())
    if not name:
        raise VerdictsDoNotFit(f"candidate {verdict.candidate} became a theme without a name")
    return name


def _theme(root: str, candidates: Sequence[str], final: Mapping[str, Verdict], seats: Iterable[Verdict]) -> Theme:
    """One theme from its candidates (sorted). seats: latest verdict of each seat per candidate, sorted."""
    decided = [final[root], *(final[candidate] for candidate in candidates if candidate != root)]
    voted = [verdict for verdict in seats if verdict.candidate in candidates]
    agreed = [v for v in voted if _agrees(v, final[v.candidate])]
    other = [v for v in voted if not _agrees(v, final[v.candidate])]
    votes = {kind: len({v.seat for v in voted if v.kind == kind}) for kind in KINDS}
    return Theme(
        name=_name(final[root]),
        candidates=tuple(candidates),
        reasons=_reasons([*decided, *agreed]),
        votes={kind: n for kind, n in votes.items() if n},
        dissent=_reasons(other),
    )


def _agrees(seat: Verdict, final: Verdict) -> bool:
    """Whether a seat wanted for the candidate what was decided. Another name for the same theme is no dissent."""
    if final.kind == "merge":
        return seat.kind == "merge" and final.merge_into in (seat.merge_into, *seat.also)
    return seat.kind in _STAYS


def _reasons(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """The reasons given, each once, in order."""
    return tuple(dict.fromkeys(reason for v in verdicts if (reason := v.reason.strip())))

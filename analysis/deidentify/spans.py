"""Spans that overlap become spans that do not, without uncovering anything."""

from collections.abc import Iterable

from analysis.records import Span


def _rank(span: Span) -> tuple[bool, int, float, int]:
    return (span.tier == "review", span.start - span.end, -span.confidence, span.start)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def resolve(text: str, found: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted spans without overlap: sure before unsure, long before short; what only the loser covers stays covered."""
    free = bytearray(b"\x01") * len(text)
    kept: list[Span] = []
    for span in sorted(set(found), key=_rank):
        start, end = span.start, span.end
        if free.find(b"\x00", start, end) < 0:
            pieces = [(start, end)] if end > start else []
        else:
            pieces = [_trimmed(text, a, b) for a, b in _runs(free, start, end)]
        for a, b in pieces:
            if b > a:
                kept.append(span if (a, b) == (start, end) else _cut(span, a, b))
                free[a:b] = bytes(b - a)
    return tuple(sorted(kept, key=lambda span: span.start))


def _runs(free: bytearray, start: int, end: int) -> list[tuple[int, int]]:
    runs, at = [], start
    while at < end:
        a = free.find(b"\x01", at, end)
        if a < 0:
            break
        b = free.find(b"\x00", a, end)
        at = end if b < 0 else b
        runs.append((a, at))
    return runs


def _cut(span: Span, start: int, end: int) -> Span:
    return Span(start, end, span.label, span.rule, span.confidence, span.tier)

"""Two issued versions of one pilot's report side by side: which figures, quotes, themes, sections and texts changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.records import Perspective
from reports.composition import SectionName
from reports.content import ImpactReport, QuoteRef
from reports.figures import FigureRow, figure_rows


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that differs, or that only one of the two has (None). Both are rounded, so a small change may not show."""

    about: str
    item: str
    measure: str
    wave: int
    perspective: Perspective
    before: FigureRow | None
    after: FigureRow | None


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text at the head of a section that differs; '' where there was none."""

    section: SectionName
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """n_same: figures that both have and that are alike. Quotes are alike when they are the same words of the same story."""

    figures: tuple[FigureChange, ...]
    n_same: int
    quotes_gone: tuple[QuoteRef, ...]
    quotes_new: tuple[QuoteRef, ...]
    themes_gone: tuple[str, ...]
    themes_new: tuple[str, ...]
    sections_gone: tuple[SectionName, ...]
    sections_new: tuple[SectionName, ...]
    is_reordered: bool
    texts: tuple[TextChange, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing at all changed."""
        changed = (
            self.figures, self.quotes_gone, self.quotes_new, self.themes_gone, self.themes_new,
            self.sections_gone, self.sections_new, self.is_reordered, self.texts,
        )  # fmt: skip
        return not any(changed)


def compare(before: ImpactReport, after: ImpactReport) -> Comparison:
    """What changed from the one to the other. Raises ValueError for reports about different pilots."""
    if before.pilot.code != after.pilot.code:
        raise ValueError("these reports are about different pilots")
    was, now = _figures(before), _figures(after)
    keys = dict.fromkeys([*now, *was])
    changed = [
        FigureChange(*key, was.get(key), now.get(key)) for key in keys if _shown(was.get(key)) != _shown(now.get(key))
    ]
    old, new = {_place(q): q for q in before.all_quotes}, {_place(q): q for q in after.all_quotes}
    kept_before = [name for name in before.sections if name in after.sections]
    kept_after = [name for name in after.sections if name in before.sections]
    themes_before, themes_after = [t.name for t in before.themes], [t.name for t in after.themes]
    return Comparison(
        figures=tuple(changed),
        n_same=len(keys) - len(changed),
        quotes_gone=tuple(quote for place, quote in old.items() if place not in new),
        quotes_new=tuple(quote for place, quote in new.items() if place not in old),
        themes_gone=_without(themes_before, themes_after),
        themes_new=_without(themes_after, themes_before),
        sections_gone=tuple(name for name in before.sections if name not in after.sections),
        sections_new=tuple(name for name in after.sections if name not in before.sections),
        is_reordered=kept_before != kept_after,
        texts=_texts(before, after),
    )


def _figures(report: ImpactReport) -> dict[tuple[str, str, str, int, Perspective], FigureRow]:
    return {(r.about, r.item, r.measure, r.wave, r.perspective): r for r in figure_rows(report)}


def _shown(row: FigureRow | None) -> tuple[object, ...] | None:
    """What a reader sees of a figure; the same whether a row is missing or says nothing."""
    if row is None or (row.numerator is None and row.percent is None):
        return None
    return row.n, row.numerator, row.denominator, row.percent, row.low, row.high


def _place(quote: QuoteRef) -> tuple[str, int, int, str]:
    return quote.ref, quote.start, quote.end, quote.text_hash


def _without(names: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)


def _texts(before: ImpactReport, after: ImpactReport) -> tuple[TextChange, ...]:
    was, now = ({block.section: block.text for block in report.texts} for report in (before, after))
    names = dict.fromkeys([*now, *was])
    return tuple(
        TextChange(name, was.get(name, ""), now.get(name, "")) for name in names if was.get(name) != now.get(name)
    )

"""Made-up results, for the tests of disclosure control."""

from hypothesis import settings
from hypothesis import strategies as st

from analysis.disclosure import policy_of, publish
from analysis.indicators import wilson
from analysis.records import IndicatorResult

POLICY = policy_of("any programme")
calm = settings(deadline=None, max_examples=80)


def result(
    numerator: int,
    denominator: int | None,
    *,
    indicator: str = "trust.agree",
    kind: str = "measured",
    wave: int = 1,
    perspective="parent",
    not_mentioned: int = 0,
    not_applicable: int = 0,
    n: int | None = None,
) -> IndicatorResult:
    low, high = wilson(numerator, denominator) if denominator else (None, None)
    value = numerator / denominator if denominator else None
    total = (denominator or 0) + not_mentioned + not_applicable if n is None else n
    return IndicatorResult(
        indicator, kind, "p", wave, perspective, total, numerator, denominator, value, low, high, "wilson-95",
        not_mentioned, not_applicable,
    )  # fmt: skip


def published(*rows: IndicatorResult, earlier=()):
    return publish(rows, policy=POLICY, earlier=earlier)


def only(*rows: IndicatorResult):
    [row] = published(*rows).indicators
    return row


counts = st.integers(0, 60)


@st.composite
def results(draw, **fixed) -> IndicatorResult:
    denominator = draw(counts)
    return result(
        draw(st.integers(0, denominator)),
        denominator,
        not_mentioned=draw(counts),
        not_applicable=draw(counts),
        **fixed,
    )

"""The thresholds of disclosure control as data, and its one refusal."""

from dataclasses import dataclass


class DisclosureRefused(Exception):
    """Showing this would say something about a few people. The message says where, and what can be done."""


@dataclass(frozen=True, slots=True)
class DisclosurePolicy:
    """Thresholds, in stories unless said otherwise. source: where they come from; owner: who answers for them.

    rounding_base must be odd (then nothing is ever half way) and at least minimum_count. minimum_n_percent counts for
    outside: a percentage appears when its rounded denominator proves at least so many stories.
    """

    name: str = "loex-1"
    minimum_count: int = 5
    rounding_base: int = 5
    minimum_n_percent: int = 20
    minimum_n_percent_inside: int = 10
    minimum_tellers_keyword: int = 5
    source: str = (
        "Our trials (docs/methods/disclosure.md): rounding cells and totals independently to 5 gave away 0 of 891 "
        "small cells, suppression with margins up to 38 %. Percentages inside: CBS microdata rule, n >= 10. Keywords: "
        "used by at least five different tellers, so that no rare word becomes one."
    )
    owner: str = "the organisation that runs this installation; its data protection officer decides on changes"

    def __post_init__(self) -> None:
        if self.rounding_base % 2 == 0 or self.rounding_base < self.minimum_count or self.minimum_count < 2:
            raise ValueError("rounding needs an odd base of at least the minimum count, which is at least 2")

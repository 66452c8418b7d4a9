"""What the tests of estimation share."""

from analysis.estimation.interval import Estimate


def holds(estimate: Estimate) -> None:
    """The interval contains the value."""
    assert estimate.low <= estimate.value <= estimate.high

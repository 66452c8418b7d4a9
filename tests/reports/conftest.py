"""Fixtures of the report's tests."""

from __future__ import annotations

import pytest

from tests.reports import reading


@pytest.fixture(scope="session")
def full_text() -> str:
    """The HTML of the report with everything in it."""
    return reading.full().text


@pytest.fixture
def renew_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew: `pytest tests/reports --renew-golden`."""
    return bool(request.config.getoption("--renew-golden"))

"""Misuse and faults. Bounded counts in the suite, full counts under `make torture`."""

from __future__ import annotations

import os
import sys

FULL = os.environ.get("TORTURE") == "full"


def say(sentence: str) -> None:
    """Counts, for who runs with `-s`."""
    sys.stdout.write(sentence + "\n")

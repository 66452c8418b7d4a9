"""Divided work: the same results in the same order, however many processes share it."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from analysis.executor import run_all


def noise(scale: float, seed: int) -> bytes:
    return (scale * np.random.default_rng(seed).standard_normal(50)).tobytes()


def refuse(item: int) -> int:
    raise LookupError(f"no {item}")


@pytest.mark.parametrize("workers", [2, 3])
def test_several_processes_give_what_one_gives_to_the_last_bit(workers: int) -> None:
    assert run_all(partial(noise, 1 / 3), range(7), workers=workers) == run_all(partial(noise, 1 / 3), range(7))


def test_one_worker_starts_nothing_so_anything_may_be_called() -> None:
    assert run_all(lambda item: item * 2, [3, 1, 2]) == [6, 2, 4]
    assert run_all(lambda item: item, [], workers=4) == []
    assert run_all(lambda item: item, [5], workers=4) == [5], "one item needs no second process"


@pytest.mark.parametrize("workers", [1, 2])
def test_what_goes_wrong_is_told(workers: int) -> None:
    with pytest.raises(LookupError, match="no 1"):
        run_all(refuse, [1, 2], workers=workers)


def test_no_workers_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        run_all(refuse, [1], workers=0)

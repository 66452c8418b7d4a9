"""The one place where divisible work is divided: over this process, or over a few on this machine.

Two steps of the analysis can be cut into independent pieces: encoding batches of stories, and resampling. Both go through
`run_all`. An engine that spreads work over machines (Dask, say) takes over by answering this one call.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from math import ceil
from multiprocessing import get_context
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def run_all(function: Callable[[Item], Result], items: Iterable[Item], *, workers: int = 1) -> list[Result]:
    """`function` of every item, in the order of the items. The results are the same to the last bit for any `workers`.

    workers: processes. With one, nothing is started and nothing copied. With more, `function`, items and results have to
    be picklable: a function of a module, or `functools.partial` of one (what it holds is sent once a process). Processes
    are started afresh, so that no lock or thread of this one is copied half-way. What `function` raises is raised here.
    Raises ValueError for fewer than one worker.
    """
    if workers < 1:
        raise ValueError("work needs at least one worker")
    todo = list(items)
    n_processes = min(workers, len(todo))
    if n_processes <= 1:
        return [function(item) for item in todo]
    with ProcessPoolExecutor(n_processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(function, todo, chunksize=ceil(len(todo) / n_processes)))

"""Every form of a working copy, by name. Writers are loaded when they are needed."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.working.stories import WorkingSet


@dataclass(frozen=True, slots=True)
class WorkingFormat:
    """suffix: of the file's name. media_type: of an answer over HTTP."""

    suffix: str
    media_type: str
    render: Callable[[WorkingSet], bytes]


def _sav(working: WorkingSet) -> bytes:
    from reports.working.spss import render_sav

    return render_sav(working)


def _parquet(working: WorkingSet) -> bytes:
    from reports.working.parquet import render_parquet

    return render_parquet(working)


def _qdpx(working: WorkingSet) -> bytes:
    from reports.working.qda import render_qdpx

    return render_qdpx(working)


WORKING_FORMATS = {
    "sav": WorkingFormat("sav", "application/octet-stream", _sav),
    "parquet": WorkingFormat("parquet", "application/vnd.apache.parquet", _parquet),
    "qdpx": WorkingFormat("qdpx", "application/zip", _qdpx),
}

"""Which issued report a file is: the checksum of the frozen report travels in every form of it."""

import io
import json
import re
import zipfile
from collections.abc import Sequence

from reports.composition import Correction
from reports.content import checksum, from_json
from reports.serial import NotThisRecord, to_canonical_json, to_data

MARK = "loex-report:"
CORRECTIONS = "corrections"
"""What stands beside a frozen report in its JSON when something in it was corrected."""
LARGEST_BYTES = 100 * 1024 * 1024
_MARKED = re.compile(rb"loex-report:([0-9a-f]{64})")
_IN_HTML = re.compile(rb'<dd class="code">([0-9a-f]{64})</dd>')
_IN_PACKAGE = re.compile(rb'"loexReport": "([0-9a-f]{64})"')


class NotAReport(ValueError):
    """The file is no report of Loex, or too large to be one."""


def report_checksum(content: bytes) -> str:
    """The checksum of the frozen report that this file (HTML, PDF, Word, Excel, CSV package or JSON) was made from.

    It tells what the file says of itself; whether that is true only a comparison with the issued version tells. Raises
    NotAReport.
    """
    if len(content) > LARGEST_BYTES:
        raise NotAReport("the file is too large")
    if content.startswith(b"PK"):
        content = _unpacked(content)
    elif content.lstrip()[:1] == b"{":
        return _of_json(content)
    for pattern in (_MARKED, _IN_PACKAGE, _IN_HTML):
        if found := pattern.search(content):
            return found.group(1).decode("ascii")
    raise NotAReport("the file holds no checksum of a report")


def _unpacked(content: bytes) -> bytes:
    """The small parts of an Office file or package in which the checksum can stand."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            wanted = [n for n in package.namelist() if n in ("docProps/core.xml", "datapackage.json")]
            if any(package.getinfo(name).file_size > LARGEST_BYTES // 100 for name in wanted):
                raise NotAReport("the file is too large inside")
            return b"\n".join(package.read(name) for name in wanted)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotAReport("the file is damaged") from error


def with_corrections(frozen: str, corrections: Sequence[Correction]) -> str:
    """The JSON of a frozen report with its corrections beside it; itself when there are none."""
    if not corrections:
        return frozen
    return to_canonical_json({**json.loads(frozen), CORRECTIONS: [to_data(each) for each in corrections]})


def _of_json(content: bytes) -> str:
    try:
        data = json.loads(content.decode("utf-8"))
        data.pop(CORRECTIONS, None)
        return checksum(from_json(data))
    except (
        UnicodeDecodeError,
        json.JSONDecodeError,
        NotThisRecord,
        RecursionError,
        TypeError,
        AttributeError,
    ) as error:
        raise NotAReport("the file is damaged or no report") from error

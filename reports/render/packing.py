"""Files in one zip that is the same, byte for byte, whenever it is made."""

import io
import zipfile
from collections.abc import Mapping

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a zip file can hold."""


def packed(files: Mapping[str, bytes | str]) -> bytes:
    """The files by name, in the order given, compressed."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in files.items():
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, part)
    return content.getvalue()

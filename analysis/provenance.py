"""Where a result came from: enough to do it again and to see that nothing changed underneath."""

import hashlib
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from platform import python_version
from typing import Any

from analysis.records import Provenance

LIBRARIES = (
    "bertopic",
    "numpy",
    "onnxruntime",
    "scikit-learn",
    "scikit-network",
    "scipy",
    "sentence-transformers",
    "stopwordsiso",
    "torch",
)
"""What an outcome depends on, by the names under which they are installed."""


def input_hash(contents: Iterable[str | bytes]) -> str:
    """sha256 (hex) over contents in their order. Each is preceded by its length, so that no two lists read the same."""
    digest = hashlib.sha256()
    for content in contents:
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def library_versions(names: Iterable[str] = LIBRARIES) -> dict[str, str]:
    """Installed versions; "" for a library that is not installed. Python itself is always among them."""
    return {"python": python_version()} | {name: _version(name) for name in names}


def provenance(
    *, model_id: str, seed: int, parameters: Mapping[str, Any], contents: Iterable[str | bytes]
) -> Provenance:
    """The record that goes with a result. contents: everything the result was made from, in order."""
    return Provenance(model_id, seed, dict(parameters), library_versions(), input_hash(contents))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""

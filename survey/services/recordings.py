"""What may be added to a story as a recording: its kind, told by its first bytes and never by its name, and its size."""

from __future__ import annotations

from dataclasses import dataclass

from survey.services.errors import RecordingTooLarge, RecordingUnknown

MOST_BYTES = 5 * 1024 * 1024
"""Announced on the form. Three minutes of speech as a phone records it are 1 to 3 MB."""
PLACE = "recording.sealed"
"""Table and column, as `StorySeal` wants it."""

SUFFIXES = {
    "audio/ogg": "ogg",
    "audio/webm": "webm",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A spoken story. media_type: one of `SUFFIXES`."""

    media_type: str
    content: bytes


def read(content: bytes) -> Recorded:
    """Raises RecordingTooLarge; RecordingUnknown for what is not one of the known kinds of sound."""
    if len(content) > MOST_BYTES:
        raise RecordingTooLarge(f"{len(content)} bytes")
    media_type = _media_type(content)
    if media_type is None:
        raise RecordingUnknown("no known kind of sound")
    return Recorded(media_type, content)


def _media_type(content: bytes) -> str | None:
    """By the marks that the formats begin with: RFC 3533 (Ogg), RFC 8794 (EBML), ISO 14496-12 (ftyp), ID3 or an MPEG frame
    of layer III, and RIFF."""
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in content[:64]:
        return "audio/webm"
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return "audio/wav"
    if content.startswith(b"ID3") or (content[:1] == b"\xff" and content[1:2] in (b"\xfb", b"\xfa", b"\xf3", b"\xf2")):
        return "audio/mpeg"
    return None

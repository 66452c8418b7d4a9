"""What may be added to a story as a recording. Its kind is told by its first bytes and never by its name; what is kept is
the sound alone, made anew by a programme of its own (survey/recoding.py), without what the device wrote into the file."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import structlog

from survey import recoding
from survey.services.errors import RecordingTooLarge, RecordingTooLong, RecordingUnknown

MOST_BYTES = 5 * 1024 * 1024
"""Announced on the form. Three minutes of speech as a phone records it are 1 to 3 MB."""
PLACE = "recording.sealed"
"""Table and column, as `StorySeal` wants it."""
MADE = "audio/mp4"
"""What every recording is made into: AAC in MP4, which every browser plays."""
PATIENCE_S = 40
"""For the child to be done; it gets `recoding.CPU_SECONDS` of work from the system, this long on a clock."""

DEMUXERS = {
    "audio/ogg": "ogg",
    "audio/webm": "matroska",
    "audio/mp4": "mov",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}
"""By kind of sound, FFmpeg's name for what takes its file apart."""
SUFFIXES = {
    "audio/ogg": "ogg",
    "audio/webm": "webm",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A spoken story. media_type: `MADE`; what was kept before recordings were made anew is any of `SUFFIXES`."""

    media_type: str
    content: bytes


def read(content: bytes) -> Recorded:
    """The sound of what was sent, and nothing else of it. Takes about a second for three minutes, so call it before the
    transaction writes.

    Raises RecordingTooLarge; RecordingTooLong; RecordingUnknown for what is not one of the known kinds of sound, and for
    what can't be heard.
    """
    if len(content) > MOST_BYTES:
        raise RecordingTooLarge(f"{len(content)} bytes")
    media_type = _media_type(content)
    if media_type is None:
        raise RecordingUnknown("no known kind of sound")
    made = _made_anew(content, DEMUXERS[media_type])
    if len(made) > MOST_BYTES:  # the disk's reserve counts on it (survey/models/sqlite_reserve.py)
        raise RecordingTooLong(f"{len(made)} bytes")
    return Recorded(MADE, made)


def _made_anew(content: bytes, demuxer: str) -> bytes:
    """By a child that knows nothing: no environment, no file, no log. Its exit status is all that is noted of a failure."""
    command = [sys.executable, "-I", "-B", recoding.__file__, demuxer]
    try:
        done = subprocess.run(  # noqa: S603  a fixed command, no shell
            command,
            input=content,
            env={},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        structlog.get_logger().error("recording_not_made_anew", kind=type(error).__name__)
        raise RecordingUnknown("it took too long, or nothing could be started") from None
    if done.returncode == recoding.TOO_LONG:
        raise RecordingTooLong(f"more than {recoding.MOST_SECONDS} seconds")
    if done.returncode != 0:
        structlog.get_logger().warning("recording_not_made_anew", status=done.returncode)
        raise RecordingUnknown("no sound that can be heard")
    return done.stdout


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

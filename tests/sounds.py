"""Recordings as devices make them: a tone in each kind of file, with what such files tell about the person beside it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import av
import numpy as np

from survey.services.recordings import MADE, Recorded

SPOKEN = Recorded(MADE, b"a voice, as it is kept")
"""For tests that are not about the sound."""

NAMED = "geplant"
PLACE = "+53.2194+006.5665/"
DAY = "2026-03-07"
TAGS = {
    "title": f"{NAMED} titel",
    "artist": f"{NAMED} naam",
    "comment": f"{NAMED} toestel",
    "location": PLACE,
    "com.apple.quicktime.location.ISO6709": PLACE,
    "creation_time": f"{DAY}T14:05:09.000000Z",
    "date": DAY,
}
COVER = b"\x89PNG\r\n\x1a\n" + NAMED.encode() + b" omslag"
PLANTED = [NAMED.encode(), PLACE.encode(), DAY.encode(), b"\xa9xyz", b"\x89PNG", b"Lavf", b"Lavc"]
"""What `TAGS` and the software leave in the bytes of one kind or another."""

RATE = 48_000
HERTZ = 220
WRITTEN_AS = {
    "audio/ogg": ("ogg", "libopus"),
    "audio/webm": ("webm", "libopus"),
    "audio/mp4": ("mov", "aac"),
    "audio/mpeg": ("mp3", "libmp3lame"),
    "audio/wav": ("wav", "pcm_s16le"),
}


@cache
def sound(kind: str, *, seconds: float = 1.0, film: bool = False, codec: str = "") -> bytes:
    """A tone of `HERTZ`, with `TAGS`; film: with a moving picture; MP3: with a cover. codec: another than is usual."""
    container, usual = WRITTEN_AS[kind]
    written = BytesIO()
    with av.open(written, "w", format=container) as made:
        made.metadata.update(TAGS)
        picture = _picture(made) if film else None
        track = made.add_stream(codec or usual, rate=RATE, layout="mono")
        track.metadata.update(TAGS)
        for frame in _tone(seconds):
            made.mux(track.encode(frame))
        made.mux(track.encode(None))
        if picture:
            _film(made, picture)
    return _cover() + written.getvalue() if kind == "audio/mpeg" else written.getvalue()


def silent_film() -> bytes:
    """A WebM with a moving picture alone."""
    written = BytesIO()
    with av.open(written, "w", format="webm") as made:
        _film(made, _picture(made))
    return written.getvalue()


def pcm(samples: np.ndarray, *, rate: int = RATE) -> bytes:
    """A WAV of these samples, and nothing more."""
    data = samples.astype("<i2").tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    body = b"WAVE" + form + struct.pack("<4sI", b"data", len(data)) + data
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def slow(seconds: int) -> bytes:
    """A WAV of one sample a second: days of sound in a small file."""
    return pcm(np.zeros(seconds), rate=1)


def elsewhere(content: bytes, path: str) -> bytes:
    """A film file whose sound lies in another file: its data reference made into an alias (Inside Macintosh: Files, "Alias
    Manager") with this absolute path, and the sound itself taken out."""
    named = path.encode() + b"\0" * (len(path) % 2)
    alias = bytes(150) + struct.pack(">HH", 2, len(named)) + named + struct.pack(">HH", 0xFFFF, 0)
    entry = b"alis" + bytes(4) + alias
    reference = bytes(4) + struct.pack(">II", 1, len(entry) + 4) + entry
    return _with_box(content, [b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"], reference)


def heard(content: bytes) -> tuple[dict[str, str], list[tuple[str, dict[str, str]]], np.ndarray]:
    """Tags of the file, kind and tags of each track, and the samples: floats of -1 to 1, one a 24,000th second."""
    with av.open(BytesIO(content)) as opened:
        tracks = [(track.type, dict(track.metadata)) for track in opened.streams]
        samples = [frame.to_ndarray()[0] for frame in opened.decode(audio=0)]
        return dict(opened.metadata), tracks, np.concatenate(samples)


def _tone(seconds: float) -> Iterator[av.AudioFrame]:
    tone = (8000 * np.sin(np.arange(int(seconds * RATE)) * 2 * np.pi * HERTZ / RATE)).astype(np.int16)
    for start in range(0, len(tone), 960):
        frame = av.AudioFrame.from_ndarray(tone[None, start : start + 960], format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, start
        yield frame


def _picture(made: Any) -> Any:
    return made.add_stream("libvpx", rate=5, width=64, height=64)


def _film(made: Any, picture: Any) -> None:
    for _number in range(5):
        made.mux(picture.encode(av.VideoFrame(64, 64, "yuv420p")))
    made.mux(picture.encode(None))


def _cover() -> bytes:
    """A tag with a picture, as ID3v2.3 has it (section 4.15)."""
    shown = b"\0image/png\0\x03\0" + COVER
    frame = b"APIC" + struct.pack(">IH", len(shown), 0) + shown
    return b"ID3\x03\0\0" + bytes([0, 0, len(frame) >> 7, len(frame) & 127]) + frame


def _with_box(content: bytes, path: list[bytes], inside: bytes) -> bytes:
    """With this inside the box at the end of the path (ISO 14496-12: size, name, content)."""
    made, place = b"", 0
    while place < len(content):
        size, name = struct.unpack_from(">I4s", content, place)
        part = content[place + 8 : place + size]
        if name == path[0]:
            part = _with_box(part, path[1:], inside) if path[1:] else inside
        if name == b"mdat":
            part = bytes(len(part))
        made, place = made + struct.pack(">I4s", len(part) + 8, name) + part, place + size
    return made

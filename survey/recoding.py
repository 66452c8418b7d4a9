"""A programme of its own that makes a recording anew: sound in, the same sound out, and nothing else that was in the file.

FFmpeg (through PyAV) reads what a stranger sent, so it never runs in the web process. `survey.services.recordings` runs this
file as a child: a demuxer as its one argument, the file on stdin, MP4 on stdout, an empty environment. It imports nothing of
Loex. Before FFmpeg is loaded the child may no longer write a file, start a process or grow; before it reads a byte it may no
longer open anything either: no file, no socket, no device. The same holds inside FFmpeg: the one demuxer (so no playlist
leads elsewhere), and decoders of sound only, also while it looks what is in the file.

Exit: 0 done; `TOO_LONG`; anything else: it is no sound that can be read.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from typing import Any

MOST_SECONDS = 10 * 60
"""More than three times what the form announces, for who sends a file from elsewhere. Noise in bursts, on which the encoder
spends most (67,000 bits a second), is then 5.0 MB: no more than may be sent. With fifteen minutes it would be 7.5."""
RATE = 24_000
"""Samples a second, so sound up to 12 kHz; wideband telephony stops at 7 (ITU-T G.722)."""
BIT_RATE = 48_000
"""Bits a second, on average."""
TOO_LONG = 3
MEMORY_BYTES = 512 * 1024 * 1024
"""Of address space. It does not start with 128 MiB and does all its work with 160, most of that the libraries' own."""
CPU_SECONDS = 30
"""Ten minutes of noise in bursts take 9, of a clear tone 4."""

DECODERS = (
    "opus,libopus,vorbis,speex,flac,mp3,mp3float,aac,alac,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,"
    "pcm_alaw,pcm_mulaw,pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s32le,pcm_f32le,adpcm_ms,adpcm_ima_wav"
)
"""What phones, browsers and recorders write into the five kinds. Pictures and films have no decoder here."""


class TooLong(Exception):
    """More than `MOST_SECONDS` of sound."""


class NoSound(Exception):
    """There is no track of sound, none that `DECODERS` can read, more of it is broken than whole, or it is over at once."""


def main() -> None:
    limit()
    import av
    import av.subtitles.codeccontext
    import av.subtitles.stream  # PyAV would load these when it meets any track, and then no file can be opened any more

    av.logging.set_level(None)
    shut()
    try:
        made = recode(sys.stdin.buffer.read(), demuxer=sys.argv[1])
    except TooLong:
        sys.exit(TOO_LONG)
    sys.stdout.buffer.write(made)


def recode(content: bytes, *, demuxer: str) -> bytes:
    """The first track of sound as AAC-LC in MP4, in mono, without a tag or a time. The same input gives the same output.

    demuxer: FFmpeg's name for the kind of file. A file that was cut off, or is broken in places, is kept as far as it can be
    heard. Raises TooLong, NoSound, and whatever FFmpeg raises where nothing can be read.
    """
    import av

    made = BytesIO()
    only = {"format_whitelist": demuxer, "codec_whitelist": DECODERS}
    with (
        av.open(BytesIO(content), format=demuxer, options=only, metadata_errors="ignore") as told,
        av.open(made, "w", format="mp4", options={"fflags": "+bitexact"}) as kept,
    ):
        track = kept.add_stream("aac", rate=RATE, layout="mono")
        track.bit_rate = BIT_RATE
        track.codec_context.thread_count = 1  # else as many as there are processors, each with a stack of its own
        track.codec_context.flags |= av.codec.context.Flags.bitexact
        for frame in _heard(told):
            kept.mux(track.encode(frame))
        kept.mux(track.encode(None))
    if not made.getvalue():  # too short for a single frame
        raise NoSound
    return made.getvalue()


def _heard(told: Any) -> Iterator[Any]:
    """The frames of sound, one after the other: times in the file are not believed, so that a gap costs nothing."""
    import av

    if not told.streams.audio or told.streams.audio[0].codec_context.name not in DECODERS.split(","):
        raise NoSound
    n_samples, n_whole, n_broken = 0, 0, 0
    told.streams.audio[0].codec_context.thread_count = 1
    for packet in told.demux(told.streams.audio[0]):
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            n_broken += 1
            continue
        n_whole += len(frames)
        for frame in frames:
            frame.pts, frame.time_base = n_samples, Fraction(1, frame.sample_rate)
            n_samples += frame.samples
            if n_samples > MOST_SECONDS * frame.sample_rate:
                raise TooLong
            yield frame
    if n_whole <= n_broken:
        raise NoSound


def limit() -> None:
    """No growth, no endless work, no file written (a pipe is none), nothing left by a crash, no child of its own."""
    most = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
    }
    for what, greatest in most.items():
        resource.setrlimit(what, (greatest, greatest))


def shut() -> None:
    """From here on nothing can be opened; stdin and stdout are."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


if __name__ == "__main__":
    main()

"""A recording is made anew: the sound comes through, and nothing else that was in the file."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey import recoding
from survey.models.sqlite_reserve import RESERVE_BYTES
from survey.services import recordings
from survey.services.errors import RecordingTooLarge, RecordingTooLong, RecordingUnknown
from tests import sounds

KINDS = list(sounds.WRITTEN_AS)
NOTHING_BUT = {"major_brand": "isom", "minor_version": "512", "compatible_brands": "isomiso2mp41"}
NOTHING_BUT_SOUND = [("audio", {"language": "und", "handler_name": "SoundHandler"})]


def main_pitch(samples: np.ndarray) -> float:
    """In hertz."""
    return float(np.argmax(np.abs(np.fft.rfft(samples)))) * recoding.RATE / len(samples)


@pytest.mark.parametrize("kind", KINDS)
def test_the_sound_comes_through_and_nothing_else(kind: str) -> None:
    told = sounds.sound(kind)
    planted = [mark for mark in sounds.PLANTED if mark in told]
    assert sounds.NAMED.encode() in planted
    assert kind == "audio/wav" or sounds.PLACE.encode() in planted
    kept = recordings.read(told)
    assert kept.media_type == "audio/mp4"
    assert [mark for mark in sounds.PLANTED if mark in kept.content] == []
    tags, tracks, samples = sounds.heard(kept.content)
    assert (tags, tracks) == (NOTHING_BUT, NOTHING_BUT_SOUND)
    assert len(samples) / recoding.RATE == pytest.approx(1.0, abs=0.2)
    assert main_pitch(samples) == pytest.approx(sounds.HERTZ, abs=5)


def test_one_recording_gives_one_file() -> None:
    told = sounds.sound("audio/ogg")
    assert recordings.read(told) == recordings.read(told)


def test_what_was_made_can_be_made_anew_again() -> None:
    again = recordings.read(recordings.read(sounds.sound("audio/webm")).content)
    assert main_pitch(sounds.heard(again.content)[2]) == pytest.approx(sounds.HERTZ, abs=5)


def test_a_film_loses_its_picture() -> None:
    told = sounds.sound("audio/webm", film=True)
    assert [kind for kind, _tags in sounds.heard(told)[1]] == ["video", "audio"]
    assert sounds.heard(recordings.read(told).content)[1] == NOTHING_BUT_SOUND


@pytest.mark.parametrize(
    "told", [sounds.silent_film, lambda: sounds.sound("audio/webm", seconds=0), lambda: sounds.slow(5)]
)
def test_where_nothing_is_to_be_heard_there_is_no_recording(told: Callable[[], bytes]) -> None:
    with pytest.raises(RecordingUnknown):
        recordings.read(told())


def test_sound_is_only_read_by_the_decoders_of_our_list() -> None:
    with pytest.raises(RecordingUnknown):
        recordings.read(sounds.sound("audio/wav", codec="mp2"))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_known_by_its_first_bytes(kind: str) -> None:
    told = sounds.sound(kind)
    with pytest.raises(RecordingUnknown):
        recordings.read(b"x" + told)
    with pytest.raises(RecordingTooLarge):
        recordings.read(told.ljust(recordings.MOST_BYTES + 1, b"\0"))


@pytest.mark.parametrize("n_frames", [1, 0])
def test_the_longest_recording_is_taken_and_a_longer_one_is_not(n_frames: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoding, "MOST_SECONDS", 1)
    told = sounds.sound("audio/wav", seconds=1 + n_frames / sounds.RATE)
    if n_frames:
        with pytest.raises(recoding.TooLong):
            recoding.recode(told, demuxer="wav")
    else:
        assert len(sounds.heard(recoding.recode(told, demuxer="wav"))[2]) >= recoding.RATE


def test_days_of_sound_in_a_small_file_are_too_long() -> None:
    with pytest.raises(RecordingTooLong):
        recordings.read(sounds.slow(24 * 3600 * 7))


def test_what_is_kept_is_no_larger_than_what_may_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """It fits three times into what the disk holds ready for taking stories back."""
    assert 3 * recordings.MOST_BYTES <= RESERVE_BYTES
    told = sounds.slow(60)
    n_made = len(recordings.read(told).content)
    assert n_made > len(told)
    monkeypatch.setattr(recordings, "MOST_BYTES", n_made)
    recordings.read(told)
    monkeypatch.setattr(recordings, "MOST_BYTES", n_made - 1)
    with pytest.raises(RecordingTooLong):
        recordings.read(told)


@pytest.mark.parametrize("said", ["#EXTM3U\n#EXTINF:1,\n{}\n", "ffconcat version 1.0\nfile {}\n"])
@pytest.mark.parametrize("demuxer", recordings.DEMUXERS.values())
def test_a_list_of_files_leads_nowhere(said: str, demuxer: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "geheim.wav"
    elsewhere.write_bytes(sounds.sound("audio/wav"))
    listed = said.format(elsewhere).encode()
    with pytest.raises(RecordingUnknown):
        recordings.read(listed)
    with pytest.raises(RecordingUnknown):
        recordings._made_anew(listed, demuxer)


def test_a_recording_that_points_at_another_file_gives_nothing_of_it(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.mov"
    secret.write_bytes(sounds.sound("audio/mp4"))
    with pytest.raises(RecordingUnknown):
        recordings.read(sounds.elsewhere(sounds.sound("audio/mp4"), str(secret)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.02, 0.6])
def test_what_was_cut_off_is_kept_as_far_as_it_can_be_heard(kind: str, share: float) -> None:
    told = sounds.sound(kind)
    harmless(told[: int(len(told) * share)])


@settings(max_examples=15)
@given(st.sampled_from(KINDS), st.sampled_from([12, 64, 300]), st.binary(max_size=3000))
def test_any_bytes_after_a_right_beginning_are_harmless(kind: str, n_right: int, rest: bytes) -> None:
    harmless(sounds.sound(kind)[:n_right] + rest)


@settings(max_examples=15)
@given(st.sampled_from(KINDS), st.lists(st.tuples(st.integers(0, 8000), st.integers(0, 255)), min_size=1, max_size=40))
def test_any_damage_is_harmless(kind: str, damage: list[tuple[int, int]]) -> None:
    told = bytearray(sounds.sound(kind))
    for place, value in damage:
        told[place] = value
    harmless(bytes(told))


def harmless(told: bytes) -> None:
    """It is refused, or made anew as sound without anything that was planted."""
    try:
        kept = recordings.read(told)
    except (RecordingUnknown, RecordingTooLong):
        return
    assert sounds.heard(kept.content)[:2] == (NOTHING_BUT, NOTHING_BUT_SOUND)
    assert [mark for mark in sounds.PLANTED if mark in kept.content] == []


def test_nothing_is_left_in_a_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    recordings.read(sounds.sound("audio/webm"))
    assert list(tmp_path.iterdir()) == []


def test_the_child_gets_no_environment_and_no_more_time_than_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[bytes]:
        asked.update(how, command=command)
        raise subprocess.TimeoutExpired(command, how["timeout"])

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(RecordingUnknown):
        recordings.read(sounds.sound("audio/webm"))
    assert asked["env"] == {}
    assert asked["timeout"] == recordings.PATIENCE_S
    assert asked["command"][1:] == ["-I", "-B", recoding.__file__, "matroska"]


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "PATIENCE_S", 0)
    with pytest.raises(RecordingUnknown):
        recordings.read(sounds.sound("audio/webm"))


FORBIDDEN = {
    "write a file": "open({!r}, 'wb')",
    "read a file": "open(__import__('os').path.dirname({!r}))",
    "reach a host": "socket.socket()",
    "take all memory": "bytes(recoding.MEMORY_BYTES)",
}


def status_in_the_child(line: str) -> int:
    """Of the child's own programme, running this line where it would let FFmpeg read."""
    code = f"""
import importlib.util, socket, sys
spec = importlib.util.spec_from_file_location("recoding", {recoding.__file__!r})
recoding = importlib.util.module_from_spec(spec)
spec.loader.exec_module(recoding)
recoding.recode = lambda content, demuxer: exec({line!r}) or b""
recoding.main()
"""
    asked = [sys.executable, "-I", "-B", "-c", code, "wav"]
    return subprocess.run(asked, input=b"", env={}, capture_output=True).returncode


def test_where_a_strangers_bytes_are_read_a_harmless_line_runs() -> None:
    """So that the next test can fail."""
    assert status_in_the_child("bytes(1000)") == 0


@pytest.mark.parametrize("what", FORBIDDEN)
def test_where_a_strangers_bytes_are_read_nothing_else_can_be_done(what: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert status_in_the_child(FORBIDDEN[what].format(str(path))) == 1
    assert not path.exists()

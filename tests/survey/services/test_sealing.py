"""Text at rest: it opens only whole, in its own place, with its own key."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.services.errors import StoryUnreadable
from survey.services.sealing import KeyRing

RING = KeyRing("een sleutel buiten de database, lang genoeg")
REF = uuid.UUID(int=7)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_opens_again_to_the_same_text(text: str) -> None:
    _, seal = RING.new_story_key(REF)
    assert seal.open("told_text.story", seal.seal("told_text.story", text)) == text


@given(st.data())
def test_one_changed_bit_is_refused_and_never_read_as_other_text(data: st.DataObject) -> None:
    _, seal = RING.new_story_key(REF)
    sealed = bytearray(seal.seal("told_text.story", "Ik durfde het niet te zeggen."))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(StoryUnreadable):
        seal.open("told_text.story", bytes(sealed))


def test_a_text_moved_to_another_column_or_another_story_does_not_open() -> None:
    wrapped, seal = RING.new_story_key(REF)
    sealed = seal.seal("told_text.story", "geheim")
    with pytest.raises(StoryUnreadable):
        seal.open("told_text.title", sealed)
    with pytest.raises(StoryUnreadable):
        RING.open_story_key(uuid.UUID(int=8), wrapped)


def test_another_installations_key_opens_nothing() -> None:
    wrapped, _ = RING.new_story_key(REF)
    with pytest.raises(StoryUnreadable):
        KeyRing("een andere sleutel, ook lang genoeg hoor").open_story_key(REF, wrapped)


def test_sealing_the_same_text_twice_gives_different_bytes_of_predictable_length() -> None:
    _, seal = RING.new_story_key(REF)
    one, two = (seal.seal("told_text.story", "zelfde woorden") for _ in range(2))
    assert one != two
    assert len(one) == len("zelfde woorden") + 28


@pytest.mark.parametrize("damaged", [b"", b"x", b"x" * 20])
def test_a_cut_off_key_or_text_is_refused_like_a_wrong_one(damaged: bytes) -> None:
    _, seal = RING.new_story_key(REF)
    with pytest.raises(StoryUnreadable):
        RING.open_story_key(REF, damaged)
    with pytest.raises(StoryUnreadable):
        seal.open("told_text.story", damaged)

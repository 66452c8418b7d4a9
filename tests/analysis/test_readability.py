from __future__ import annotations

from analysis import readability


def test_a_sentence_of_fifteen_words_passes_and_one_more_is_named() -> None:
    fifteen = " ".join(["woord"] * 15) + "."
    sixteen = " ".join(["woord"] * 16) + "."
    assert readability.long_sentences(f"{fifteen} {sixteen}") == (sixteen,)


def test_a_line_without_a_full_stop_ends_with_the_line() -> None:
    assert readability.long_sentences("\n".join(["acht woorden op een regel is niet lang"] * 3)) == ()


def test_long_words_are_named_once() -> None:
    assert readability.long_words("Een jeugdhulpaanbieder, en nog een jeugdhulpaanbieder.") == ("jeugdhulpaanbieder",)
    assert readability.long_words("Wijkteam en huiskamer.") == ()

"""Keywords: counted by family, shown in a form that people used, each with five tellers behind it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.topics import Parameters
from analysis.topics.families import families_of, head_of
from analysis.topics.frame import represent
from analysis.topics.keywords import choose_keywords, wording
from analysis.topics.words import stop_words, words_of


def chosen(
    words: list[list[str]], labels: list[int], languages: list[str] | None = None, tellers: list[str] | None = None
):
    spoken = languages or ["nl"] * len(words)
    told = wording(words, spoken, tellers or [str(row) for row in range(len(words))])
    unit, groups = np.eye(len(words), 8, dtype=np.float32), np.array(labels)
    return choose_keywords(told, unit, groups, represent(told.tokens, unit, groups), Parameters())


@pytest.mark.parametrize(
    ("word", "language", "head"),
    [
        ("luisterde", "nl", "luisteren"),
        ("geluisterd", "nl", "luisteren"),
        ("begeleiders", "nl", "begeleider"),
        ("schools", "en", "school"),
        ("wacht", "nl", "wachten"),
        ("wachten", "nl", "wachten"),
        ("ouders", "nl", "ouder"),
        ("ouder", "nl", "ouder"),
        ("xqzzt", "nl", "xqzzt"),
        ("ትምህርቲ", "ti", "ትምህርቲ"),
        ("مدرسة", "ar", "مدرسة"),
    ],
)
def test_forms_of_a_word_are_one_family(word: str, language: str, head: str) -> None:
    assert head_of(word, language) == head


def test_parts_of_a_compound_count_when_somebody_uses_them_as_a_word() -> None:
    families = families_of([["schoolplein", "wachtlijst"], ["school", "wachten", "lijst"]], ["nl", "nl"])
    assert families["schoolplein", "nl"] == ("schoolplein", "school")
    assert families["wachtlijst", "nl"] == ("wachtlijst", "wachten", "lijst")
    alone = families_of([["schoolplein"]], ["nl"])
    assert alone["schoolplein", "nl"] == ("schoolplein",)


def test_no_parts_are_taken_of_verbs_nor_in_languages_without_compounds() -> None:
    families = families_of([["vergeten", "eten", "classroom", "class", "room"]] * 2, ["nl", "en"])
    assert families["vergeten", "nl"] == ("vergeten",)
    assert families["classroom", "en"] == ("classroom",)


def test_five_tellers_of_one_family_make_a_keyword_in_the_form_most_used() -> None:
    words = [["luisterde"], ["luisterde"], ["geluisterd"], ["luistert"], ["luisterde"]] + [["bus", "halte"]] * 5
    (keyword,) = chosen(words, [0] * 5 + [1] * 5)[0]
    assert (keyword.word, keyword.n_tellers) == ("luisterde", 5)
    assert keyword.forms == ("luisterde", "geluisterd", "luistert")


def test_four_tellers_do_not_even_when_one_of_them_says_it_twice() -> None:
    words = [["luisterde"], ["luisterde"], ["geluisterd"], ["luistert"], ["luisterde"]] + [["bus", "halte"]] * 5
    assert chosen(words, [0] * 5 + [1] * 5, tellers=[*"abcda", *"efghi"])[0] == ()


def test_a_compound_backs_its_part_and_the_whole_word_is_shown() -> None:
    words = [["school"], ["schoolplein"], ["schoolplein"], ["schoolreis"], ["school"]] + [["bus", "halte"]] * 5
    shown = {keyword.word: keyword.n_tellers for keyword in chosen(words, [0] * 5 + [1] * 5)[0]}
    assert shown == {"school": 5}


def test_a_word_that_cannot_be_shown_where_it_weighs_most_is_shown_where_it_can() -> None:
    words = [["fiets", "fiets", "fiets"]] * 3 + [["fiets", "wiel"]] * 9 + [["bus"]] * 12
    shown = chosen(words, [0] * 3 + [1] * 9 + [2] * 12)
    assert shown[0] == ()
    assert {keyword.word for keyword in shown[1]} == {"fiets", "wiel"}


def test_a_topic_that_no_word_sets_well_apart_gets_at_most_three_that_it_uses_more() -> None:
    shared = ["huis", "tuin", "deur", "raam", "stoel"]
    words = [shared] * 10 + [shared] * 7 + [["bus"]] * 3
    shown = chosen(words, [0] * 10 + [1] * 10)
    assert len(shown[0]) <= 3
    assert chosen([shared] * 20, [0] * 10 + [1] * 10) == {0: (), 1: ()}, "what all use equally says nothing"


def test_each_language_has_its_own_words_for_a_topic() -> None:
    words = [["school", "klas"]] * 8 + [["bus", "halte"]] * 8 + [["teacher", "lesson"]] * 6 + [["train"]] * 6
    languages = ["nl"] * 16 + ["en"] * 12
    shown = chosen(words, [0] * 8 + [1] * 8 + [0] * 6 + [1] * 6, languages)
    assert {"school", "klas", "teacher", "lesson"} == {keyword.word for keyword in shown[0]}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_the_words_each_keyword_has_five_tellers_and_one_topic(data: st.DataObject) -> None:
    vocabulary = st.sampled_from(
        ["school", "scholen", "schoolplein", "luisterde", "luistert", "wachtlijst", "wachten", "lijst"]
    )
    n = data.draw(st.integers(12, 30))
    words = data.draw(st.lists(st.lists(vocabulary, max_size=5), min_size=n, max_size=n))
    labels = data.draw(st.lists(st.integers(-1, 2), min_size=n, max_size=n))
    labels[0] = 0
    tellers = data.draw(st.lists(st.sampled_from([*"abcdefghij"]), min_size=n, max_size=n))
    numbered = {label: number for number, label in enumerate(sorted(set(labels) - {-1}))} | {-1: -1}
    labels = [numbered[label] for label in labels]
    shown = chosen(words, labels, tellers=tellers)
    every = [keyword.word for keywords in shown.values() for keyword in keywords]
    assert len(every) == len(set(every))
    assert not set(every) & stop_words("nl")
    for topic, keywords in shown.items():
        for keyword in keywords:
            users = {tellers[row] for row in range(n) if labels[row] == topic and set(words[row]) & set(keyword.forms)}
            assert len(users) == keyword.n_tellers >= 5


@pytest.mark.parametrize("word", ["kwam", "stond", "kreeg", "gezegd", "week", "dingen", "mevrouw"])
def test_words_that_any_story_has_are_no_keywords(word: str) -> None:
    assert words_of(f"De wachtlijst {word} en {word}.", "nl") == ["wachtlijst"]


@pytest.mark.parametrize("word", ["gewacht", "gehoord", "gezien", "luisterde", "vertrouwen", "gebleven"])
def test_words_that_tell_something_stay(word: str) -> None:
    assert word in words_of(f"Er werd {word} bij ons thuis.", "nl")


def test_words_that_are_kept_are_never_stop_words() -> None:
    assert not set(words_of("Wij hebben de school en het plan en toen was er hulp", "nl")) & stop_words("nl")

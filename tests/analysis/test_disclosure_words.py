"""Themes and quotes for outside."""

import dataclasses
import hashlib

import pytest

from analysis.disclosure import (
    DisclosureRefused,
    publish_quote,
    publish_theme,
    with_quotes,
    with_themes,
)
from analysis.records import DeidentifiedStory, Keyword, Theme
from tests.analysis.results import POLICY, published, result

THEME = Theme("De klik", ("a",), ("herken ik",), {"confirm": 3, "reject": 1}, ("te vaag",))
TEXT = "Ze luisterde écht 🙂 naar ons. Dat was anders."


def story(ref: str = "s1", consent=("analysis", "panel", "quotation"), **change) -> DeidentifiedStory:
    return DeidentifiedStory(ref, "p", 1, change.pop("perspective", "parent"), "nl", "t", TEXT, frozenset(consent))


def theme_of(n_stories: int, *keywords: Keyword):
    return publish_theme(THEME, keywords=keywords, n_stories=n_stories, firmness="fair", policy=POLICY)


def quote(ref: str = "s1", **change):
    return publish_quote(story(ref), start=0, end=19, words=TEXT[:19], **change)


def test_a_theme_leaves_with_its_votes_and_its_dissent() -> None:
    shown = theme_of(23, Keyword("luisteren", 0.4, 5))
    assert (shown.name, shown.n_stories, shown.keywords) == ("De klik", 25, ("luisteren",))
    assert (shown.votes, shown.dissent) == ((("confirm", 3), ("reject", 1)), ("te vaag",))


def test_a_keyword_of_four_tellers_is_refused() -> None:
    with pytest.raises(DisclosureRefused, match="fewer than 5 tellers"):
        theme_of(23, Keyword("luisteren", 0.4, 5), Keyword("tuinpad", 0.9, 4))


@pytest.mark.parametrize(("stories", "shown"), [(4, None), (5, 5), (7, 5), (8, 10)])
def test_a_theme_of_fewer_than_five_stories_shows_no_number(stories, shown) -> None:
    assert theme_of(stories).n_stories == shown


def test_a_quote_is_verbatim_with_its_place_and_hash() -> None:
    shown = quote()
    assert shown.words == TEXT[shown.start : shown.end] == "Ze luisterde écht 🙂"
    assert shown.text_hash == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, 19, "Ze luisterde echt 🙂"),
        (1, 20, TEXT[:19]),
        (-5, 19, TEXT[-5:19]),
        (0, 99, TEXT),
        (2, 3, " "),
        (5, 5, ""),
    ],
)
def test_words_that_do_not_stand_there_are_refused(start, end, words) -> None:
    with pytest.raises(DisclosureRefused, match="not verbatim"):
        publish_quote(story(), start=start, end=end, words=words)


def test_a_quote_without_consent_is_refused() -> None:
    with pytest.raises(DisclosureRefused, match="did not allow"):
        publish_quote(story(consent=("analysis", "panel")), start=0, end=2, words="Ze")


def test_quotes_and_themes_join_a_release() -> None:
    release = with_quotes(with_themes(published(result(12, 33)), [theme_of(23)]), [quote(theme="De klik")])
    assert (release.themes[0].name, release.quotes[0].ref) == ("De klik", "s1")


def test_a_quote_under_a_theme_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="not in the release"):
        with_quotes(published(result(12, 33)), [quote(theme="De klik")])
    with pytest.raises(ValueError, match="same name"):
        with_themes(published(result(12, 33)), [theme_of(23), theme_of(23)])


def test_two_quotes_from_a_group_of_at_most_two_are_refused() -> None:
    tiny = published(result(2, 2))
    assert with_quotes(tiny, [quote("s1"), dataclasses.replace(quote("s1"), start=3, words="luisterde écht 🙂")])
    with pytest.raises(DisclosureRefused, match="wave 1, parent: 2 quotes"):
        with_quotes(tiny, [quote("s1"), quote("s2")])


def test_four_quotes_from_a_theme_of_fewer_than_five_are_refused() -> None:
    release = with_themes(published(result(12, 33)), [theme_of(4)])
    quotes = [quote(f"s{i}", theme="De klik") for i in range(4)]
    assert with_quotes(release, quotes[:3])
    with pytest.raises(DisclosureRefused, match="De klik: 4 quotes"):
        with_quotes(release, quotes)

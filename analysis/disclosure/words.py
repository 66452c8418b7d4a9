"""Themes and quotes for outside."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from analysis.disclosure.exposure import allowed, rounded
from analysis.disclosure.policy import DisclosurePolicy, DisclosureRefused
from analysis.published import Firmness, PublishedQuote, PublishedResults, PublishedTheme
from analysis.records import DeidentifiedStory, Keyword, Theme


def publish_theme(
    theme: Theme, *, keywords: Sequence[Keyword], n_stories: int, firmness: Firmness, policy: DisclosurePolicy
) -> PublishedTheme:
    """A confirmed theme as it may leave. n_stories: how many it rests on; shown rounded, and not at all under the
    minimum.

    Raises DisclosureRefused for a keyword with too few tellers behind it.
    """
    for keyword in keywords:
        if keyword.n_tellers < policy.minimum_tellers_keyword:
            raise DisclosureRefused(
                f"theme {theme.name!r}: fewer than {policy.minimum_tellers_keyword} tellers used one of its keywords; "
                "leave that keyword out"
            )
    return PublishedTheme(
        name=theme.name,
        reasons=theme.reasons,
        votes=tuple(sorted(theme.votes.items())),
        dissent=theme.dissent,
        keywords=tuple(keyword.word for keyword in keywords),
        firmness=firmness,
        n_stories=rounded(n_stories, policy.rounding_base) if n_stories >= policy.minimum_count else None,
    )


def with_themes(published: PublishedResults, themes: Sequence[PublishedTheme]) -> PublishedResults:
    """The release with these themes. Raises ValueError when two have the same name."""
    if len({theme.name for theme in themes}) != len(themes):
        raise ValueError("two themes have the same name")
    return replace(published, themes=tuple(themes))


def publish_quote(
    story: DeidentifiedStory, *, start: int, end: int, words: str, theme: str | None = None, contrary: bool = False
) -> PublishedQuote:
    """Words of a released story, verbatim. start, end: code points, end exclusive.

    Raises DisclosureRefused without the teller's consent to quotation, or when the words are not exactly what stands
    there.
    """
    if "quotation" not in story.consent:
        raise DisclosureRefused(f"story {story.ref}: its teller did not allow quotation")
    if not 0 <= start < end <= len(story.text) or story.text[start:end] != words or not words.strip():
        raise DisclosureRefused(f"story {story.ref}: the words at {start}-{end} are not verbatim")
    return PublishedQuote(
        ref=story.ref,
        start=start,
        end=end,
        text_hash=hashlib.sha256(story.text.encode("utf-8")).hexdigest(),
        words=words,
        language=story.language,
        perspective=story.perspective,
        wave=story.wave,
        theme=theme,
        contrary=contrary,
    )


def with_quotes(published: PublishedResults, quotes: Sequence[PublishedQuote]) -> PublishedResults:
    """The release with these quotes; themes come first.

    Raises ValueError for a quote under a theme that is not in the release. Raises DisclosureRefused when so many
    different stories of one perspective or theme are quoted that they are as many as its small count can be: then it
    is known.
    """
    themes = {theme.name: theme for theme in published.themes}
    told: dict[str, set[str]] = defaultdict(set)
    most: dict[str, int] = {}
    for quote in quotes:
        place = f"wave {quote.wave}, {quote.perspective}"
        told[place].add(quote.ref)
        most[place] = _most_stories(published, quote)
        if quote.theme is None:
            continue
        if quote.theme not in themes:
            raise ValueError(f"theme {quote.theme!r} is not in the release")
        n_stories = themes[quote.theme].n_stories
        told[quote.theme].add(quote.ref)
        most[quote.theme] = published.minimum_count - 1 if n_stories is None else n_stories + published.rounding_base
    for where, refs in told.items():
        if len(refs) >= most[where] < published.minimum_count:
            raise DisclosureRefused(f"{where}: {len(refs)} quotes would show how few stories there are; choose fewer")
    return replace(published, quotes=tuple(quotes))


def _most_stories(published: PublishedResults, quote: PublishedQuote) -> int:
    """The greatest number of stories that the figures allow for the quote's wave and perspective."""
    rows = (
        row
        for row in published.indicators
        if row.kind != "heard" and (row.wave, row.perspective) == (quote.wave, quote.perspective)
    )
    return min((allowed(row.n or 0, published.rounding_base)[1] for row in rows), default=published.minimum_count)

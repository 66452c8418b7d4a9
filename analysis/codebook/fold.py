"""From what people said to a version of the codebook: a pure fold over append-only logs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from analysis.codebook.book import (
    Codebook,
    CodebookTheme,
    EventsDoNotFit,
    LabelEvent,
    StoryLabels,
    ThemeDefinition,
)
from analysis.records import Theme

Event = TypeVar("Event", LabelEvent, ThemeDefinition)


def fold(
    themes: Mapping[str, Theme],
    labels: Iterable[LabelEvent] = (),
    definitions: Iterable[ThemeDefinition] = (),
    *,
    previous: Codebook | None = None,
) -> Codebook:
    """The version of the codebook that follows from all that was ever said.

    themes: what the panel confirmed (`analysis.themes.apply_verdicts`) under identifiers that stay the same from
    version to version; the caller keeps those. labels and definitions: the whole logs, in any order: their numbers
    decide. Rules:

    - A label counts for the theme it names, or for the theme that rests on the candidate it names; otherwise it is
      left out and counted (`left_out`).
    - A person's latest word on a theme in a story counts. Whoever said anything about a story has read it.
    - A theme is present when at least half of its readers gave it, as in the indicator "heard"; absent otherwise. What
      a facilitator decided goes before.
    - Readings from a meeting before the one in which a theme first appears say nothing about that theme.
    - A story once drawn at random counts as random.
    - The latest definition of a theme gives its words; without one it has the panel's name only.

    Returns `previous` itself when nothing changed, else the next version, without a classifier. Raises EventsDoNotFit
    when two different events have one number, a definition gives no name, or a candidate stands under two themes.
    """
    said, worded = _in_order(labels), _in_order(definitions)
    home = _home(themes)
    placed = [replace(event, theme=home[event.theme]) for event in said if event.theme in home]
    n_read_only = sum(event.theme is None for event in said)
    since = _since(placed, [definition for definition in worded if definition.theme in themes])
    entries = [_entry(theme, themes[theme], [d for d in worded if d.theme == theme]) for theme in themes]
    folded = Codebook(
        version=previous.version + 1 if previous else 1,
        themes=tuple(sorted(entries, key=lambda entry: (entry.name.casefold(), entry.theme))),
        labels=_stories(said, placed, since),
        left_out=len(said) - len(placed) - n_read_only,
        before=previous.content_hash if previous else "",
    )
    return previous if previous and previous.content_hash == folded.content_hash else folded


def _in_order(events: Iterable[Event]) -> list[Event]:
    """Events by number, each once. Raises EventsDoNotFit."""
    numbered: dict[int, Event] = {}
    for event in events:
        if numbered.setdefault(event.number, event) != event:
            raise EventsDoNotFit(f"two different entries have number {event.number}")
    return [numbered[number] for number in sorted(numbered)]


def _home(themes: Mapping[str, Theme]) -> dict[str | None, str]:
    """The theme under which each identifier counts: its own, and those of the candidates it rests on."""
    home: dict[str | None, str] = {theme: theme for theme in themes}
    for theme in sorted(themes):
        for candidate in themes[theme].candidates:
            if home.setdefault(candidate, theme) != theme:
                raise EventsDoNotFit(f"candidate {candidate} stands under two themes: {home[candidate]} and {theme}")
    return home


def _since(placed: Iterable[LabelEvent], worded: Iterable[ThemeDefinition]) -> dict[str, int]:
    """The first meeting in which each theme was given or defined."""
    first: dict[str, int] = {}
    for theme, meeting in (*((e.theme, e.meeting) for e in placed), *((d.theme, d.meeting) for d in worded)):
        if theme is not None:
            first[theme] = min(first.get(theme, meeting), meeting)
    return first


def _entry(theme: str, confirmed: Theme, worded: Sequence[ThemeDefinition]) -> CodebookTheme:
    """A theme in its latest words. worded: its definitions in order."""
    if not worded:
        return CodebookTheme(theme, confirmed.name, candidates=tuple(sorted(confirmed.candidates)))
    latest = worded[-1]
    name = " ".join(latest.name.split())
    if not name:
        raise EventsDoNotFit(f"definition {latest.number} gives theme {theme} no name")
    return CodebookTheme(
        theme=theme,
        name=name,
        definition=latest.definition,
        not_this=latest.not_this,
        examples=latest.examples,
        counter_examples=latest.counter_examples,
        candidates=tuple(sorted(confirmed.candidates)),
        history=tuple(worded[:-1]),
    )


@dataclass(slots=True)
class _Reading:
    """What one person says one story is about, as it stands."""

    themes: set[str]
    meeting: int = 0


def _stories(
    said: Sequence[LabelEvent], placed: Sequence[LabelEvent], since: Mapping[str, int]
) -> tuple[StoryLabels, ...]:
    """said: all events in order. placed: those about a theme of this version, under its identifier."""
    about = {event.number: event.theme for event in placed}
    readings: dict[str, dict[str, _Reading]] = {}
    decided: dict[str, dict[str, bool]] = {}
    random: set[str] = set()
    for event in said:
        theme = about.get(event.number)
        if event.drawn == "random":
            random.add(event.ref)
        if event.role == "facilitator":
            if theme is not None:
                decided.setdefault(event.ref, {})[theme] = event.given
        else:
            _hear(readings.setdefault(event.ref, {}), event, theme)
    return tuple(
        _labels(ref, list(readings.get(ref, {}).values()), decided.get(ref, {}), since, random=ref in random)
        for ref in sorted({*readings, *decided})
        if readings.get(ref) or decided.get(ref)
    )


def _hear(readers: dict[str, _Reading], event: LabelEvent, theme: str | None) -> None:
    """One more event by one reader of one story. theme: that of this version; None: none of them."""
    if event.theme is None and not event.given:
        readers.pop(event.by, None)
        return
    reading = readers.setdefault(event.by, _Reading(set()))
    reading.meeting = max(reading.meeting, event.meeting)
    if theme is not None:
        (reading.themes.add if event.given else reading.themes.discard)(theme)


def _labels(
    ref: str, readings: Sequence[_Reading], decided: Mapping[str, bool], since: Mapping[str, int], *, random: bool
) -> StoryLabels:
    votes: dict[str, int] = {}
    present: set[str] = set()
    absent: set[str] = set()
    for theme, first in sorted(since.items()):
        able = [reading for reading in readings if reading.meeting >= first]
        given = sum(theme in reading.themes for reading in able)
        if given:
            votes[theme] = given
        if theme in decided or able:
            there = decided[theme] if theme in decided else 2 * given >= len(able)
            (present if there else absent).add(theme)
    return StoryLabels(
        ref=ref,
        present=frozenset(present),
        absent=frozenset(absent),
        votes=votes,
        n_readers=len(readings),
        drawn="random" if random else "chosen",
        decided=frozenset(decided),
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two versions, by identifiers (added, removed, reworded: sorted) and references (sorted).

    renamed: identifier, old name, new name. joined: a theme that is gone, and the theme that now holds it. relabelled:
    stories in both whose themes differ.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str, str], ...]
    reworded: tuple[str, ...]
    joined: tuple[tuple[str, str], ...]
    stories_added: tuple[str, ...]
    stories_removed: tuple[str, ...]
    relabelled: tuple[str, ...]


def changes(old: Codebook, new: Codebook) -> Changes:
    """What changed from the old version to the new one."""
    before, after = ({entry.theme: entry for entry in book.themes} for book in (old, new))
    both = sorted(before.keys() & after.keys())
    was, became = ({story.ref: story for story in book.labels} for book in (old, new))
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        renamed=tuple((t, before[t].name, after[t].name) for t in both if before[t].name != after[t].name),
        reworded=tuple(t for t in both if _words(before[t]) != _words(after[t])),
        joined=tuple(
            (gone, entry.theme)
            for gone in sorted(before.keys() - after.keys())
            for entry in new.themes
            if gone in entry.candidates
        ),
        stories_added=tuple(sorted(became.keys() - was.keys())),
        stories_removed=tuple(sorted(was.keys() - became.keys())),
        relabelled=tuple(r for r in sorted(was.keys() & became.keys()) if was[r].present != became[r].present),
    )


def _words(theme: CodebookTheme) -> tuple[object, ...]:
    return (theme.definition, theme.not_this, theme.examples, theme.counter_examples)

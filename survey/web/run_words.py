"""A run of theme finding put into words: its settings, its encoder, what differs from another run, why work failed.

For screens and for commands alike. Sentences only; nothing is decided or computed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from analysis.compare import Change
from analysis.embed.kinds import kind_of
from survey.web.filters import percent

JOB_ERRORS = {
    "TooFewStories": _l("There are no released stories yet whose tellers allow the analysis. Release stories first."),
    "CodebookNotConfirmed": _l("The codebook has no version yet. Confirm a version first."),
    "ModelFileMissing": _l("The language model is not on this computer. Ask the administrator to install it."),
    "ModelFileTampered": _l(
        "The language model is not the one that was checked, so it was not used. Ask the administrator to install it again."
    ),
    "LibraryMissing": _l("The chosen language model needs a part that is not installed. Ask the administrator."),
    "OwnModelUnreadable": _l("The chosen language model could not be opened. Ask the administrator."),
    "EncoderUnknown": _l("The setting for the language model is wrong. Ask the administrator."),
}
JOB_ERROR_OTHERWISE = _l("Something went wrong on our side. Try again; if it happens again, tell the administrator.")

ENCODERS = {
    "e5": _l("the packaged language model"),
    "lexical": _l("letters only"),
    "own_model": _l("a language model of your own"),
}

ALIKENESS = {
    "nearly_same": _l("nearly the same"),
    "much_alike": _l("much alike"),
    "partly_alike": _l("partly alike"),
}

PARAMETERS: tuple[tuple[tuple[str, ...], LazyString], ...] = (
    (("min_stories",), _l("With fewer than %(min_stories)s stories the computer puts nothing together.")),
    (
        ("min_tellers",),
        _l("A possible theme, and every word that is shown for it, comes from at least %(min_tellers)s tellers."),
    ),
    (
        ("n_resamples", "resample_share"),
        _l("The computer looks %(n_resamples)s times, each time at %(resample_share)s of the stories."),
    ),
    (
        ("together_at_least",),
        _l("Two stories belong together when they came together in at least %(together_at_least)s of those times."),
    ),
    (
        ("neighbours",),
        _l("It compares each story with the stories most like it. How many, in turn: %(neighbours)s."),
    ),
    (
        ("resolution", "fine_resolution", "final_resolution"),
        _l(
            "How fine the groups are: %(resolution)s in each look, %(fine_resolution)s for the finer groups inside them, "
            "and %(final_resolution)s at the end. More is finer."
        ),
    ),
    (
        ("outlier_deviations",),
        _l(
            "A story fits nowhere when its nearest stories are further off than usual, by "
            "%(outlier_deviations)s times the usual difference."
        ),
    ),
    (
        ("doubt_margin",),
        _l("The computer doubts when a story came with another group nearly as often: within %(doubt_margin)s."),
    ),
    (
        ("n_representatives", "n_contrary"),
        _l("For each theme it shows at most %(n_representatives)s typical stories and %(n_contrary)s that differ."),
    ),
    (
        ("fit_at_most",),
        _l("With more than %(fit_at_most)s stories, a random part of that size decides and the others are added."),
    ),
)
"""Sentences with the settings they need."""

_SHARES = frozenset({"resample_share", "together_at_least", "doubt_margin", "neighbours_at_most"})


def parameters(values: Mapping[str, Any]) -> list[str]:
    """The settings that steer a run, as sentences; one whose setting the run did not have is left out."""
    return [
        str(sentence) % {name: value_in_words(name, values[name]) for name in names}
        for names, sentence in PARAMETERS
        if values.keys() >= set(names)
    ]


def value_in_words(name: str, value: Any) -> str:
    """A setting's value as a person reads it."""
    if isinstance(value, bool) or value is None:
        return {True: _("yes"), False: _("no"), None: "–"}[value]
    if isinstance(value, list | tuple):
        return ", ".join(value_in_words(name, part) for part in value)
    if name in _SHARES:
        return percent(value)
    return str(format_decimal(value)) if isinstance(value, int | float) else str(value)


def encoder(model_id: str) -> str:
    return str(ENCODERS[kind_of(model_id)])


def changes(found: tuple[Change, ...]) -> Iterator[str]:
    """What was set otherwise in the later run, a sentence each."""
    return map(_change, found)


def _change(change: Change) -> str:
    if change.what == "seed":
        return str(
            _("The starting number was %(before)s and is now %(after)s.", before=change.before, after=change.after)
        )
    if change.what == "encoder":
        was, now = encoder(change.before), encoder(change.after)
        if was == now:
            was, now = change.before, change.after
        return str(_("Stories were read in another way: first %(before)s, now %(after)s.", before=was, after=now))
    was, now = value_in_words(change.name, change.before), value_in_words(change.name, change.after)
    if change.what == "parameter":
        sentence = _(
            "The setting “%(name)s” was %(before)s and is now %(after)s.", name=change.name, before=was, after=now
        )
    else:
        sentence = _(
            "The library %(name)s was %(before)s and is now %(after)s.", name=change.name, before=was, after=now
        )
    return str(sentence)

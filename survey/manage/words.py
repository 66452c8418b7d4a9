"""The words of the checking screen for stored codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from survey.services.stories import CORRECTION, MOST_CORRECTIONS

IDENTIFIERS = {
    "PERSON": _l("name of a person"),
    "LOCATION": _l("place or neighbourhood"),
    "ADDRESS": _l("address"),
    "SCHOOL": _l("school"),
    "ORG": _l("organisation"),
    "PHONE": _l("telephone number"),
    "EMAIL": _l("e-mail address"),
    "BSN": _l("citizen service number"),
    "ID": _l("number or code"),
    "DATE": _l("date"),
    "AGE": _l("age"),
    "HANDLE": _l("account name"),
    "URL": _l("web address"),
}
LABELS = IDENTIFIERS | {"APART": _l("passage that is kept apart")}
CHECK_WHY = {
    "check": _l("To check it for the first time"),
    "look_again": _l("To decide about it again"),
    "question": _l("Somebody asked about it"),
    "mistake": _l("Something seems to have gone wrong"),
}
"""Why a coordinator opens a story; what the second person does has a code of its own."""
STAGES_COUNTED_FROM = {
    "told": _l("days after its release"),
    "recording": _l("days after the telling, or at the release if that is sooner"),
    "unchecked": _l("days after the telling"),
    "held_back": _l("days after it was held back"),
    "signal": _l("days after its end"),
    "released": _l("days after the last day of the pilot"),
}

FIELDS = {"story": _l("The story"), "title": _l("The title")} | {
    f"{CORRECTION}{number}": _l("Added by the teller (%(n)s)", n=number) for number in range(1, MOST_CORRECTIONS + 1)
}
"""Texts whose question needs no repeating; open answers are shown under their own question."""

WAVE_STATES = {"coming": _l("still to come"), "open": _l("open now"), "over": _l("over")}
WAVE_STATE_KINDS = {"coming": "", "open": "good", "over": ""}

AGE_POLICIES_EXPLAINED = {
    "information_only": _l(
        "A child under 16 may tell a story alone. The form asks it to tell a parent. You inform the parents in another way."
    ),
    "parent_co_consents": _l(
        "A child under 16 tells the story, and a parent ticks on the same screen that this is all right. Without that"
        " tick the story is not taken."
    ),
    "from_16_only": _l(
        "The form takes no stories from young people under 16. Parents can tell about their family themselves."
    ),
}

INVITATION_STATES = {
    "open": _l("open"),
    "coming": _l("not open yet"),
    "full": _l("full"),
    "stopped": _l("stopped"),
    "expired": _l("expired"),
    "over": _l("wave is over"),
}
INVITATION_STATE_KINDS = {"open": "good", "coming": "primary", "full": "warm"}

INVITATION_STATES_EXPLAINED = {
    "open": _l("Whoever opens the link can tell a story."),
    "coming": _l("The link works from the first day of the wave."),
    "full": _l("As many stories came through as you allowed. Raise the number to let in more."),
    "stopped": _l("You stopped this link. Whoever opens it reads that it is closed."),
    "expired": _l("The last day of the link has passed. Choose a later day to open it again."),
    "over": _l("The wave is over. Give the wave a later last day to open its links again."),
}

WAVE_KEPT = {
    "open": _l(
        "This wave is open: somebody may be filling in the form right now. Its questionnaire and phase stay as they are,"
        " so that all stories answer the same questions. Do you want other questions? Close this wave by giving it an"
        " earlier last day, and make a new wave."
    ),
    "stories": _l(
        "Stories have been told in this wave. Its questionnaire and phase stay as they are, so that all stories answer"
        " the same questions. Do you want other questions? Make a new wave."
    ),
    "used": _l(
        "A panel meeting or a text for tellers belongs to this wave. Its questionnaire and phase stay as they are. Do you"
        " want other questions? Make a new wave."
    ),
}

SIGNAL_SOURCES = {
    "teller": _l("the teller asked for it"),
    "checking": _l("found while checking"),
    "panel": _l("the panel asked for it"),
    "screen": _l("found by its words"),
}
SIGNAL_ENDS = {
    "contact_made": _l("There was contact with the family"),
    "passed_on": _l("Passed on to someone who can act"),
    "no_action_needed": _l("Looked at: nothing more is needed"),
    "no_contact_possible": _l("We can't know who this is, so contact was not possible"),
}
SIGNAL_WHY = {
    "first_look": _l("To see whether somebody is in danger"),
    "decide": _l("To decide what has to be done"),
    "look_back": _l("To look something up for a note or for whoever takes over"),
}
SIGNAL_STEPS = {"taken": _l("took it"), "noted": _l("wrote a note"), "ended": _l("ended it")}
SIGNAL_REASONS = {
    "violence": _l("violence or threats"),
    "abuse": _l("abuse"),
    "suicide_or_self_harm": _l("suicide or self-harm"),
    "unsafe": _l("not being safe"),
    "neglect": _l("neglect"),
    "closed_placement": _l("a closed placement"),
    "out_of_home": _l("placed out of home"),
    "waiting": _l("waiting for help, or no help"),
    "moves": _l("moved again and again"),
}

_SIGNS = {
    "elsewhere": _l("the same word is a name elsewhere in this story"),
    "list": _l("it is on a list of names or places"),
    "capital": _l("it has a capital letter"),
    "unknown": _l("it is no ordinary word"),
    "unlike": _l("it is no ordinary word"),
    "title": _l("of the word before it"),
    "role": _l("of the word before it"),
    "initial": _l("it is a loose letter"),
    "tagger": _l("it stands where a name often stands"),
    "word-as": _l("it is used as a name"),
    "name-as": _l("it is used as a name"),
    "kind": _l("of the word beside it"),
    "called": _l("of the word beside it"),
    "ending": _l("of how the word ends"),
}


def why(rule: str) -> str:
    """Why the computer marked something, in words; anything else has a fixed form, such as a date or a number."""
    return str(next((words for sign, words in _SIGNS.items() if sign in rule), _l("it has a fixed form")))

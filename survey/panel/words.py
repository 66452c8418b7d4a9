"""The panel's words for stored codes, in the reader's language. Templates get this module as `words`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from survey.services.choices import OTHER, WORSE

PHASES = {
    "read": _l("Read"),
    "judge": _l("Judge"),
    "decide": _l("Talk and decide"),
    "choose": _l("Choose stories"),
    "closed": _l("See what became of it"),
}

PHASE_MEANING = {
    "read": _l("Everybody reads stories alone and says what they are about."),
    "judge": _l("Everybody first judges alone the themes that the computer found."),
    "decide": _l("You talk about it together. The facilitator writes down what the panel decides."),
    "choose": _l("Everybody names the stories that matter most. The panel chooses together."),
    "closed": _l("The meeting is over. You see what was done with what you said."),
}

NEXT_STEP = {
    "judge": _l("Stop reading and go on to judging"),
    "decide": _l("Stop judging and go on to the talk"),
    "choose": _l("Stop deciding and go on to choosing stories"),
    "closed": _l("Close the meeting"),
}

NEXT_STEP_MEANING = {
    "judge": _l("Nobody can label a story after this. Only then does the panel see what the computer found."),
    "decide": _l("Nobody can change a verdict after this. Everybody sees what everybody said."),
    "choose": _l("No decision about a theme can be changed after this."),
    "closed": _l("After this nothing can be added or changed. The decisions become the themes of this pilot."),
}

RATINGS = {
    "right": _l("It is right"),
    "partly": _l("It is partly right"),
    "wrong": _l("It is not right"),
    "missing": _l("Something is missing"),
}

ACTIONS = {
    "keep": _l("Nothing more"),
    "rename": _l("Give it another name"),
    "merge": _l("Put it together with another theme"),
    "split": _l("Split it: these are two things"),
    "reject": _l("Set it aside: this is no theme"),
}

KINDS = {
    "confirm": _l("This is a theme"),
    "rename": _l("This is a theme, under another name"),
    "merge": _l("Belongs with another theme"),
    "split": _l("These are two things"),
    "reject": _l("This is not a theme"),
}

FINALS = {
    "confirm": _l("This is a theme"),
    "merge": _l("It belongs with another theme"),
    "split": _l("These are two things: split it"),
    "reject": _l("This is not a theme: set it aside"),
}

FINDINGS = {
    "seats_differ": _l("The seats read this story differently"),
    "panel_sees_other": _l("The panel reads something else in it than the computer"),
    "machine_sees_none": _l("The computer found no theme in it, the panel did"),
    "panel_sees_none": _l("The computer found a theme in it, the panel did not"),
    "teller_worse": _l("Its teller says that something got worse"),
}

REST = {
    "fits_nowhere": _l("fits nowhere"),
    "machine_doubts": _l("the computer is not sure"),
}

DOMAINS = {WORSE: _l("What got worse"), OTHER: _l("Something else that matters")}

ACTS = {
    "phase": _l("moved the meeting on"),
    "read": _l("said what a story is about"),
    "verdict": _l("gave a verdict on theme %(n)s"),
    "lock": _l("was ready with judging"),
    "move": _l("moved a story"),
    "final": _l("recorded the decision on theme %(n)s"),
    "nominate": _l("named a story"),
    "choose": _l("recorded which story the panel chose"),
}


def domain(code: str, wording: str) -> str:
    """The name of a domain: from the questionnaire, or ours."""
    return wording or str(DOMAINS.get(code, code))


def turn(then: int, now: int) -> str:
    """A teller's own then and now, in a word."""
    return str(TURNS[(now > then) - (now < then)])


TURNS = {1: _l("better now"), 0: _l("the same"), -1: _l("worse now")}

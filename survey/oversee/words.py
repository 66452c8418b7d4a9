"""The officer's words for stored codes. A code without words here is shown as it is stored."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

USES = {"analysis": _l("analysis"), "panel": _l("panel"), "quotation": _l("quotation in reports")}
GIVEN_BY = {"teller": _l("the teller"), "parent": _l("a parent"), "import": _l("on another form, taken over")}
OUTCOMES = {
    "released": _l("released"),
    "held_back": _l("held back"),
    "proposed": _l("passed on to a second person"),
    "sent_back": _l("sent back by the second person"),
}
ACTIONS = {
    "story.opened": _l("opened a story as it was told"),
    "recording.opened": _l("opened a recording"),
    "story.released": _l("released a story"),
    "story.proposed": _l("passed a story on to a second person"),
    "story.sent_back": _l("sent a story back"),
    "story.held_back": _l("held a story back"),
    "story.taken_back": _l("took a release back"),
    "story.withdrawn": _l("story taken back by its teller"),
    "story.withdrawn_again": _l("story removed again after a restored backup"),
    "story.unanswered": _l("story deleted: no parent answered in time"),
    "story.removed_as_no_story": _l("removed something that was no story"),
    "story.expired_unchecked": _l("story deleted: its term passed, nobody released it"),
    "story.expired_held_back": _l("story deleted: its term passed, it was held back"),
    "story.expired_released": _l("story deleted: its term after the pilot passed"),
    "story.told_text_deleted": _l("text as told deleted: its term passed"),
    "story.addition_deleted": _l("addition deleted: its term passed"),
    "story.added_to": _l("teller added to a story"),
    "recording.deleted": _l("recording deleted: its term passed"),
    "signal.deleted": _l("signal deleted: its term passed"),
    "consent.changed": _l("teller changed what is allowed"),
    "retention.tidied": _l("deleted what had had its time"),
    "pilot.terms_changed": _l("changed how long things are kept"),
    "pilot.age_policy": _l("recorded the decision about age"),
    "user.signed_in": _l("signed in"),
    "user.second_step": _l("took the second step of signing in"),
    "authenticator.added": _l("set up an app for codes"),
    "recovery_codes.made": _l("got recovery codes"),
    "pilot.created": _l("made a pilot"),
    "user.signed_out": _l("signed out"),
    "user.created": _l("made an account"),
    "sign_in.failed": _l("signing in failed"),
    "role.given": _l("gave a role"),
    "report.issued": _l("issued a report"),
    "release.published": _l("published figures"),
}
DETAILS = {
    "checking": _l("to check it"),
    "signal": _l("because of a signal"),
    "kept_apart": _l("what was kept apart"),
    "check": _l("first check"),
    "second_look": _l("second check"),
    "look_again": _l("to decide about it again"),
    "question": _l("somebody asked about it"),
    "mistake": _l("something seemed to have gone wrong"),
    "first_look": _l("to see whether somebody is in danger"),
    "decide": _l("to decide what has to be done"),
    "look_back": _l("to look something up"),
}
FAULTS = {
    "changed": _l("Link %(number)s does not fit: something was changed."),
    "missing": _l("Link %(number)s is not there, or its event is not: something was removed."),
    "without_link": _l("Event %(number)s has no link: it was not written by Loex."),
    "unknown_key": _l("Link %(number)s was made with a key that this installation does not have."),
    "not_the_head": _l("Link %(number)s is not the one of the end you kept: the log was written anew."),
}

"""The officer's words for stored codes. A code without words here is shown as it is stored."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reports.texts import say
from survey.web import terms

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
    "password.set": _l("set a password"),
    "password_link.made": _l("made a link to choose a password"),
    "passkey.added": _l("added a passkey"),
    "passkey.removed": _l("took a passkey away"),
    "authenticator.removed": _l("took an app for codes away"),
    "recovery_code.used": _l("used a recovery code"),
    "second_step.failed": _l("the second step of signing in failed"),
    "second_step.reset": _l("took somebody's second step away"),
    "provider.linked": _l("linked an account with the organisation's own sign-in"),
    "provider.unlinked": _l("took the link with the organisation's own sign-in away"),
    "session.ended": _l("signed out on another device"),
    "role.taken": _l("took a role away"),
    "user.closed": _l("closed an account"),
    "user.reopened": _l("opened an account again"),
    "story.typed_in": _l("typed a story in from paper"),
    "stories.imported": _l("took stories over from a file"),
    "signal.taken": _l("took up a signal"),
    "signal.noted": _l("wrote a note with a signal"),
    "signal.ended": _l("ended a signal"),
    "feedback.saved": _l("saved a text for the tellers"),
    "feedback.published": _l("published a text for the tellers"),
    "meeting.planned": _l("planned a panel meeting"),
    "meeting.codes_made": _l("made codes for seats in a meeting"),
    "meeting.moved_on": _l("moved a panel meeting on"),
    "meeting.counts_typed_in": _l("typed in counts of a meeting on paper"),
    "meeting.cards_printed": _l("printed story cards for a meeting"),
    "meeting.sheets_printed": _l("printed theme sheets for a meeting"),
    "meeting.closed": _l("closed a panel meeting"),
    "codebook.adopted": _l("took themes of a meeting into the codebook"),
    "codebook.reworded": _l("worded a theme of the codebook anew"),
    "codebook.confirmed": _l("confirmed a version of the codebook"),
    "codebook.match_decided": _l("decided whether a theme was known"),
    "codebook.tags_placed": _l("placed labels under themes"),
    "codebook.taken_in": _l("took a codebook in from a file"),
    "pilot.measured": _l("measured the indicators of a pilot"),
    "indicators.registered": _l("recorded beforehand what is measured"),
    "working_copy.taken": _l("took a working copy along"),
    "api_key.made": _l("made a key for a program"),
    "api_key.ended": _l("ended a key of a program"),
    "report.composed": _l("arranged a report"),
    "report.text_saved": _l("saved a text for a report"),
    "report.template_chosen": _l("chose how reports look in Word"),
    "report.corrected": _l("put something right in a report"),
    "lesson.added": _l("wrote down a lesson"),
    "lesson.changed": _l("changed a lesson"),
    "programme.created": _l("made a programme"),
    "phase.created": _l("made a phase"),
    "wave.created": _l("planned a wave"),
    "wave.deleted": _l("deleted a wave"),
    "phase.changed": _l("changed a phase"),
    "pilot.changed": _l("changed a pilot"),
    "wave.changed": _l("changed a wave"),
    "partner.added": _l("added a partner"),
    "partner.removed": _l("took a partner away"),
    "invitation.created": _l("made an invitation"),
    "invitation.changed": _l("changed an invitation"),
    "invitation.stopped": _l("stopped an invitation"),
    "invitation.resumed": _l("resumed an invitation"),
    "booklets.printed": _l("printed booklets"),
    "questionnaire.drafted": _l("began a new version of a questionnaire"),
    "questionnaire.published": _l("published a questionnaire"),
    "questionnaire.discarded": _l("discarded a draft of a questionnaire"),
    "questionnaire.question_added": _l("added a question"),
    "questionnaire.question_changed": _l("changed a question"),
    "questionnaire.question_moved": _l("moved a question"),
    "questionnaire.question_removed": _l("removed a question"),
    "questionnaire.translated": _l("translated a questionnaire"),
    "questionnaire.language_removed": _l("removed a language of a questionnaire"),
    "keys.rotated": _l("replaced the keys of the stories"),
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
NAMES = {
    "age_policy": _l("decision"),
    "consent_ground": _l("ground of consent"),
    "copied": _l("copied from"),
    "days": _l("days"),
    "end": _l("how it ended"),
    "examples": _l("examples"),
    "fields": _l("fields"),
    "form": _l("form"),
    "how": _l("how"),
    "indicators": _l("figures"),
    "is_same": _l("the same"),
    "known": _l("a known address"),
    "language": _l("language"),
    "left": _l("still left"),
    "mark": _l("mark"),
    "masks": _l("places marked"),
    "n": _l("number of them"),
    "n_new": _l("new"),
    "new": _l("new"),
    "number": _l("number"),
    "own": _l("own file"),
    "partner": _l("partner"),
    "people": _l("people"),
    "phase": _l("part"),
    "pilot": _l("pilot"),
    "reason": _l("reason"),
    "role": _l("role"),
    "route": _l("route"),
    "seats": _l("seats"),
    "section": _l("section"),
    "sections": _l("sections"),
    "source": _l("source"),
    "status": _l("state"),
    "stories": _l("stories"),
    "tags": _l("labels"),
    "themes": _l("themes"),
    "values": _l("figures"),
    "version": _l("version"),
    "why": _l("why"),
    "worried": _l("asked that somebody looks"),
}
"""What stands beside an act, by its name in the log."""
PHASES = {
    "read": _l("reading"),
    "judge": _l("judging"),
    "decide": _l("talking and deciding"),
    "choose": _l("choosing stories"),
    "closed": _l("closed"),
}
"""Of a meeting."""
VALUES = {
    **DETAILS,
    "authenticator": _l("an app for codes"),
    "passkey": _l("a passkey"),
    "recovery_code": _l("a recovery code"),
    "provider": _l("the organisation's own sign-in"),
    "contact_made": _l("there was contact with the family"),
    "passed_on": _l("passed on to someone who can act"),
    "no_action_needed": _l("nothing more was needed"),
    "no_contact_possible": _l("contact was not possible"),
}
FIELDS = {
    "title": _l("name"),
    "themes": _l("themes"),
    "neighbourhoods": _l("neighbourhoods"),
    "target_group": _l("for whom"),
    "starts_on": _l("first day"),
    "ends_on": _l("last day"),
    "opens_on": _l("first day"),
    "closes_on": _l("last day"),
    "worry_contact": _l("who looks quickly"),
    "worry_working_days": _l("within how many days"),
    "takes_recordings": _l("spoken stories"),
    "four_eyes": _l("two people check"),
    "phase_id": _l("phase"),
    "questionnaire_version_id": _l("questionnaire"),
    "planned": _l("hoped-for stories"),
}
"""What can be changed about a phase, a pilot or a wave."""
BY_NAME = {"phase": PHASES, "role": terms.ROLES, "route": terms.ROUTES}
KINDS = {
    "analysis_run": _l("search for themes"),
    "api_token": _l("key of a program"),
    "codebook_entry": _l("theme of the codebook"),
    "codebook_version": _l("version of the codebook"),
    "installation": _l("the whole of Loex"),
    "invitation": _l("invitation"),
    "lesson": _l("lesson"),
    "match_decision": _l("match of themes"),
    "measurement": _l("measurement"),
    "panel_meeting": _l("panel meeting"),
    "partner": _l("partner"),
    "phase": _l("phase"),
    "pilot": _l("pilot"),
    "programme": _l("programme"),
    "published_release": _l("figures made public"),
    "question": _l("question"),
    "questionnaire": _l("questionnaire"),
    "questionnaire_version": _l("questionnaire"),
    "report_version": _l("report"),
    "signal": _l("signal"),
    "user": _l("account"),
    "wave": _l("wave"),
}
"""What an act is about, by the table in which it stands."""
FAULTS = {
    "changed": _l("Link %(number)s does not fit: something was changed."),
    "missing": _l("Link %(number)s is not there, or its event is not: something was removed."),
    "without_link": _l("Event %(number)s has no link: it was not written by Loex."),
    "unknown_key": _l("Link %(number)s was made with a key that this installation does not have."),
    "not_the_head": _l("Link %(number)s is not the one of the end you kept: the log was written anew."),
}


def in_words(name: str, value: object) -> str:
    """One thing that stands beside an act; why something was done needs no name before it. Empty for nothing."""
    if value in ("", None):
        return ""
    said = (_("yes") if value else _("no")) if isinstance(value, bool) else _value(name, str(value))
    if name in ("why", "reason") and value in DETAILS:
        return said
    return f"{NAMES.get(name, name)}: {said}"


def _value(name: str, value: str) -> str:
    if name == "language":
        return terms.language_name(value)
    if name == "fields":
        return ", ".join(str(FIELDS.get(field, field)) for field in value.split(","))
    if name == "section":
        return section_title(value)
    return str(BY_NAME.get(name, VALUES).get(value, value))


def section_title(name: str) -> str:
    """What a part of a report is called; the stored name of one that is no longer there."""
    try:
        return say(f"{name}.title")
    except KeyError:
        return name

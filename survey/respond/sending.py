"""Beginning, taking up and sending a draft: what the pages one by one and the form on one page have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog
from flask import current_app, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import CombinedMultiDict

from survey.extensions import db
from survey.respond import pages
from survey.respond.draft import DraftUnreadable, new_draft
from survey.respond.forms import CheckForm
from survey.respond.telling import told
from survey.respond.way import Visit
from survey.services import errors, kept_drafts, programmes, proof_of_work, recordings, signals, stories, word_codes
from survey.services.sealing import KeyRing
from survey.web import transaction
from survey.web.errors import REFUSALS, Words
from survey.web.filters import now
from survey.web.locale import select_locale

NOT_NOW = (errors.WaveClosed, errors.InvitationExpired, errors.InvitationStopped, errors.InvitationUsedUp)
INVALID = 422
REFUSED = 410
NOT_STORED = Words(503, _l("Something went wrong on our side"), _l("Wait a minute and press Send again."))


def begin(token: str) -> Visit:
    """A fresh draft with a word code of its own. Raises NotFound."""
    invitation = programmes.get_invitation(db.session, token=token)
    version = pages.questions_of(invitation)
    draft = new_draft(token=token, version=str(version.id), code=word_codes.propose())
    return Visit(invitation, version, draft)


def taken_up(token: str) -> Visit | None:
    """The visit as its sealed draft tells it; None when there is no draft or it can't be opened."""
    fresh = begin(token)
    try:
        draft = pages.draft_box().open(
            request.form.get("draft", ""), token=token, version=fresh.draft.version, now=now()
        )
    except DraftUnreadable:
        return None
    return replace(fresh, draft=draft)


def check_form(visit: Visit) -> CheckForm:
    """What was filled in beside the answers. Where the pilot takes no recordings, none is looked at."""
    files = [request.files] if visit.invitation.wave.pilot.takes_recordings else []
    return CheckForm(formdata=CombinedMultiDict([*files, request.form]))


def send(
    visit: Visit, again: Callable[[Words], str], recording: recordings.Recorded | None = None
) -> ResponseReturnValue:
    """Store the story. Whatever is in the way, the teller gets page and text back.

    again: shows the page that was sent, with why; it was read from the database beforehand, because after a failed write
    nothing is readable. What takes time (hashes, checks, the page with the receipt) is done before the transaction writes.
    """
    key_ring, shown = current_app.config["KEY_RING"], pages.render_receipt(visit, is_withdrawn=False)
    try:
        ready = _ready(visit, key_ring, recording)
        transaction.write()
        receipt = stories.tell(
            db.session,
            wave=visit.invitation.wave,
            told=ready,
            key_ring=key_ring,
            idempotency_key=visit.draft.key,
            entered_as="web",
            now=now(),
            invitation=visit.invitation,
        )
        kept_drafts.wipe_of_code(db.session, code=visit.draft.code, key_ring=key_ring)
        proof_of_work.count(db.session, what="sent", invitation=visit.invitation, key_ring=key_ring, now=now())
    except NOT_NOW as error:
        db.session.rollback()
        return again(REFUSALS[type(error)]), REFUSED
    except (SQLAlchemyError, errors.LoexError) as error:
        db.session.rollback()
        structlog.get_logger().error("story not stored", kind=type(error).__name__)
        return again(NOT_STORED), NOT_STORED.status
    transaction.otherwise(lambda: (again(NOT_STORED), NOT_STORED.status))
    answer = make_response(shown if receipt.ref else pages.render_receipt(visit, is_withdrawn=True))
    if visit.invitation.is_kiosk:
        wipe = url_for("respond.wipe", token=visit.draft.token)
        answer.headers["Refresh"] = f"{pages.KIOSK_SECONDS}; url={wipe}"
    return answer


def _ready(visit: Visit, key_ring: KeyRing, recording: recordings.Recorded | None) -> stories.Told:
    """The story, with the hashes of its codes and what the phrase screen found. Raises CodeInvalid."""
    found = told(visit, language=select_locale(), without_proof=_is_doubtful(visit), recording=recording)
    hashes = {code: word_codes.hashes(code, key_ring) for code in (found.word_code, found.parent_code) if code}
    touches = signals.touches(stories.clean(text) for text in found.texts.values())
    return replace(found, hashes=hashes, touches=touches)


def _is_doubtful(visit: Visit) -> bool:
    """Whether a person looks first: the field that nobody sees was filled in, or the work that was asked is not done."""
    if request.form.get("website"):
        return True
    key_ring = current_app.config["KEY_RING"]
    if not proof_of_work.is_asked(db.session, invitation=visit.invitation, key_ring=key_ring, now=now()):
        return False
    solved = request.form.get("proof", "")
    return not proof_of_work.is_solved(solved, draft_key=visit.draft.key, key_ring=key_ring, now=now())

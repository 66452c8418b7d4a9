"""Walks through every page that families can meet, mistakes and closed doors included, by a browser that runs no script.

A walk stops at each page (`yield`); what the server answered there is kept, to be opened in a real browser afterwards.
Which route a page belongs to is looked up from the request, not written down, so a route that no walk visits is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from survey.extensions import db
from survey.services import feedback, programmes, proof_of_work, word_codes
from tests import factories
from tests.conftest import NOON
from tests.journeys.visitor import Visitor
from tests.survey.respond.teller import STORY

LONG_AGO = timedelta(minutes=16)
"""More than a pass to one's own story lives."""
FULL_ANSWERS = {
    "title": "Fatima bleef",
    "support": "yes",
    "support__then": "1",
    "support__now": "5",
    "rapport": "5",
    "trust": "not_mentioned",
    "decided": "34-33-33",
    "for_whom": "75-25-0",
    "also": "Oma kwam vaak.\nEn de buren.",
}


Walk = Callable[[Visitor], Iterator[str]]
WALKS: dict[Walk, dict[str, Any]] = {}
"""Each walk with what is particular about its invitation."""


def walk(**changes: Any) -> Callable[[Walk], Walk]:
    def keep(found: Walk) -> Walk:
        WALKS[found] = changes
        return found

    return keep


@walk()
def parent(v: Visitor) -> Iterator[str]:
    v.open("/")
    yield "landing"
    v.open()
    yield "welcome"
    v.press("next")
    yield "who"
    v.press("next")
    yield "who, nothing chosen"
    v.press("next", perspective="professional")
    yield "who, no kind of work"
    v.press("back")
    yield "welcome, come back to"
    v.press("next")
    v.press("next", perspective="parent")
    yield "consent"
    v.press("next", consent_analysis="yes", consent_panel="yes", consent_quotation="yes")
    yield "story"
    v.press("next", story=" ")
    yield "story, empty"
    v.press("next", story="lang " * 3_000)
    yield "story, too long"
    v.press("next", story=STORY)
    left = dict(FULL_ANSWERS)
    while not v.is_at_check:
        yield f"questions {v.page.forms[0].action.rsplit('/', 1)[-1]}"
        here = {name: left.pop(name) for name in list(left) if v._asks(name.replace("__", "-"))}
        if "title" in here:
            v.press("next", title="lang " * 500)
            yield "questions, title too long"
        if "rapport" in here:
            v.press("next", rapport="7")
            yield "questions, a choice that is not there"
        if "decided" in here:
            v.press("next", decided="900-0-0")
            yield "questions, a place that is not there"
        v.press("next", **here)
    yield "check"
    v.press("change who")
    yield "who, opened from the check"
    v.press("next")
    v.press("next", worried="yes")
    yield "receipt"


@walk()
def nothing_answered(v: Visitor) -> Iterator[str]:
    v.to_check()
    yield "check, all skipped"
    v.press("next", draft="forged")
    yield "check, stale"
    v.to_story()
    v.press("next", draft="forged", story=STORY)
    yield "story, stale"


@walk(age_policy="parent_co_consents")
def child_with_parent(v: Visitor) -> Iterator[str]:
    v.start()
    v.press("next", perspective="young_person")
    yield "who, age is needed"
    v.press("next", age_band="12-15")
    yield "consent with a parent"
    v.press("next", consent_panel="yes")
    yield "consent, parent not chosen"
    v.press("next", parent_when="here")
    yield "consent, parent has not ticked"
    v.press("next", consent_parent="yes")
    v.press("next", story=STORY)
    v.on_to_check()
    v.press("next")
    v.enter("/mijn-verhaal", v.code)
    yield "own story of a child"
    v.push("consent", consent_quotation="yes")
    yield "own story, parent has to agree"


@walk(age_policy="parent_co_consents")
def parent_later(v: Visitor) -> Iterator[str]:
    v.to_consent("young_person", age_band="12-15")
    v.press("next", parent_when="later", consent_panel="yes")
    v.press("next", story=STORY)
    v.on_to_check()
    yield "check, parent later"
    v.press("next")
    yield "receipt with a parent's code"
    own, second = (" ".join(box.text_content().split()) for box in v.page.xpath('//*[@class="code"]'))
    v.enter("/mijn-verhaal", own)
    yield "own story that waits for a parent"
    v.push("parent_code")
    yield "a new code for the parent"
    again = v.code
    v.open("/ouder")
    yield "parent"
    v.push("open", code=second)
    yield "parent, wrong code"
    v.push("open", code=again)
    yield "parent, the question"
    kept = v.page
    v.push("refuse")
    yield "parent, refuses?"
    v.push("refuse_all")
    yield "parent, refused"
    v.page = kept
    v.push("agree")
    yield "parent, too late"


@walk(age_policy="parent_co_consents")
def parent_agrees(v: Visitor) -> Iterator[str]:
    v.to_consent("young_person", age_band="12-15")
    v.press("next", parent_when="later")
    v.press("next", story=STORY)
    v.on_to_check()
    v.press("next")
    v.enter("/ouder", " ".join(v.page.xpath('//*[@class="code"]')[1].text_content().split()))
    v.push("agree")
    yield "parent, agreed"


@walk(age_policy="from_16_only")
def too_young(v: Visitor) -> Iterator[str]:
    v.to_consent("young_person", age_band="12-15")
    yield "too young"


@walk()
def own_story(v: Visitor) -> Iterator[str]:
    code = v.send_all(consent_analysis="yes", **FULL_ANSWERS)
    v.open("/mijn-verhaal")
    yield "own story, code"
    v.push("open", code="een twee drie vier vijf zes")
    yield "own story, wrong code"
    v.push("open", code=code)
    yield "own story"
    v.push("add", correction="")
    yield "own story, empty addition"
    v.push("add", correction="lang " * 3_000)
    yield "own story, too long an addition"
    v.push("add", correction="Het was in maart.")
    yield "own story, added"
    v.push("consent", consent_panel="yes")
    yield "own story, consent changed"
    v.world.clock.at += LONG_AGO
    v.push("add", correction="Nog iets.")
    yield "own story, open too long"
    v.push("open", code=code)
    v.push("withdraw")
    yield "withdraw?"
    v.push("withdraw_all")
    yield "withdrawn"


@walk()
def too_many_tries(v: Visitor) -> Iterator[str]:
    wrong = word_codes.propose()
    for _ in range(word_codes.MOST_TRIES + 1):
        v.enter("/mijn-verhaal", wrong)
    yield "own story, too many tries"
    v.enter("/verder", wrong)
    yield "kept, too many tries"
    v.enter("/ouder", wrong)
    yield "parent, too many tries"


@walk()
def later(v: Visitor) -> Iterator[str]:
    v.to_story()
    v.press("keep", story=STORY)
    yield "kept, its code"
    code = v.code
    v.open("/verder")
    yield "kept"
    v.push("open", code="een twee drie vier vijf zes")
    yield "kept, wrong code"
    v.push("open", code=code)
    yield "kept, going on"
    v.open("/verder")
    v.push("wipe", code=code)
    yield "wipe what was kept?"
    v.world.clock.at += LONG_AGO
    v.push("wipe_all")
    yield "kept, open too long"
    v.push("wipe", code=code)
    v.push("wipe_all")
    yield "what was kept is wiped"


@walk(takes_recordings=True)
def on_one_page(v: Visitor) -> Iterator[str]:
    v.open(f"/vertel/{v.token}/in-een-keer")
    yield "whole"
    v.push("next")
    yield "whole, not filled in"
    v.push("next", perspective="parent", story=STORY, draft="forged")
    yield "whole, open too long"
    v.to_check()
    yield "check with a recording"
    form = v.page.forms[0]
    fields = dict(form.form_values()) | {"go": "next", "recording": (BytesIO(b"no sound"), "stem.ogg")}
    v._read(v.client.post(form.action, data=fields, content_type="multipart/form-data"))
    yield "check, not a recording"
    v.open()
    with v.world.app.app_context():
        ring = v.world.app.config["KEY_RING"]
        for _ in range(proof_of_work.MOST_SENT + 1):
            proof_of_work.count(
                db.session, what="sent", invitation=v.world.invitation(v.token), key_ring=ring, now=v.world.clock()
            )
        db.session.commit()
    v.to_check()
    yield "check, very busy"


@walk(is_kiosk=True)
def tablet(v: Visitor) -> Iterator[str]:
    v.to_consent()
    yield "consent on a tablet"
    v.press("next")
    v.press("next", story=STORY)
    v.on_to_check().press("next")
    yield "receipt on a tablet"


@walk()
def wave_over(v: Visitor) -> Iterator[str]:
    v.to_story()
    v.world.clock.at += timedelta(hours=1)
    with v.world.app.app_context():
        v.world.invitation(v.token).stopped_on = date(2026, 4, 14)
        db.session.commit()
    v.press("next", story=STORY)
    yield "story, invitation stopped meanwhile"
    v.open()
    yield "invitation stopped"
    v.world.clock.at += timedelta(days=90)
    v.open()
    yield "wave closed"


@walk(expires_on=date(2026, 4, 13))
def expired(v: Visitor) -> Iterator[str]:
    v.open()
    yield "invitation expired"


@walk(quota=0)
def used_up(v: Visitor) -> Iterator[str]:
    v.open()
    yield "invitation used up"
    v.open("/vertel/bestaat-niet")
    yield "invitation unknown"


@walk()
def heard(v: Visitor) -> Iterator[str]:
    code = v.send_all()
    with v.world.app.app_context():
        pilot = v.world.invitation(v.token).wave.pilot
        slug, address = pilot.slug, f"/wat-we-hoorden/{pilot.slug}/1"
    v.open(address)
    yield "feedback, not yet there"
    with v.world.app.app_context():
        pilot = programmes.get_pilot(db.session, slug=slug)
        by = factories.make_user(db.session, now=NOON, role="coordinator", pilot=pilot)
        said = feedback.Text("Wachten is zwaar.\n\nDat zeiden velen.", "Wij bellen elke week.", "Geen nieuw loket.")
        wave = pilot.waves[0]
        draft = feedback.save_draft(db.session, wave=wave, language="nl", text=said, by=by, now=NOON)
        feedback.publish(db.session, wave=wave, language="nl", number=draft.number, by=by, now=NOON)
        db.session.commit()
    v.open(address)
    yield "feedback"
    v.enter("/mijn-verhaal", code)
    yield "own story with feedback"

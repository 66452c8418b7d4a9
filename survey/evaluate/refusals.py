"""Why a text of an evaluator was not kept, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from survey.services.errors import ChangedMeanwhile, QuoteOutsideLedger


def why_refused(refused: QuoteOutsideLedger | ChangedMeanwhile) -> str:
    """The sentence beside the text, which stays as it was typed."""
    if isinstance(refused, ChangedMeanwhile):
        return str(_("Somebody else kept another text meanwhile. It stands below; keep yours again if you want it."))
    if refused.kind == "marks":
        return str(
            _("Leave out quotation marks. Quotes come into the report by themselves, from stories that may be quoted.")
        )
    return str(
        _(
            "Some words here stand in a story. Say it in your own words: what a teller said is quoted or not told at all."
        )
    )

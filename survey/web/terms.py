"""The field's words for stored codes, in the reader's language. Templates get this module as `terms`."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from analysis.panel_draw import RULE, TEACHING_RULE

PERSPECTIVES = {"young_person": _l("young person"), "parent": _l("parent or carer"), "professional": _l("professional")}

ROUTES = {
    "school": _l("through school"),
    "neighbourhood_team": _l("through the neighbourhood team"),
    "worker": _l("through a care worker"),
    "panel_member": _l("through a panel member"),
    "letter": _l("by letter"),
    "other": _l("some other way"),
}

ROLES = {
    "admin": _l("administrator"),
    "coordinator": _l("pilot coordinator"),
    "evaluator": _l("evaluator"),
    "panel_member": _l("panel member"),
    "data_protection_officer": _l("data protection officer"),
}

AGE_POLICIES = {
    "information_only": _l("Children under 16 decide themselves; parents are informed"),
    "parent_co_consents": _l("Under 16 a parent agrees too"),
    "from_16_only": _l("Only young people of 16 and older"),
}

FIRMNESS = {"firm": _l("firm"), "fair": _l("fair"), "shaky": _l("shaky")}

FIRMNESS_MEANING = {
    "firm": _l("The computer finds this group again nearly every time it looks."),
    "fair": _l("The computer finds this group again more often than not."),
    "shaky": _l("The computer often does not find this group again. Look twice."),
}

VERDICTS = {
    "confirm": _l("This is right"),
    "rename": _l("Right, but under another name"),
    "merge": _l("Belongs with another theme"),
    "reject": _l("This is not a theme"),
}

FILE_FORMS = {
    "html": _l("Web page"),
    "pdf": _l("PDF"),
    "letter": _l("Letter to the council (PDF)"),
    "handout": _l("For the panel, in large type (PDF)"),
    "poster": _l("Poster for the neighbourhood team (PDF)"),
    "docx": _l("Word"),
    "xlsx": _l("Excel"),
    "csv": _l("Data (CSV)"),
    "json": _l("The report as it was frozen (JSON)"),
}
"""Forms of an issued report that are offered, by the name of their renderer."""

WORKING_FORMS = {
    "sav": _l("SPSS (.sav)"),
    "parquet": _l("Parquet"),
    "qdpx": _l("Project for ATLAS.ti, MAXQDA, NVivo or QualCoder (.qdpx)"),
    "qdc": _l("The panel's themes as a codebook (.qdc)"),
}
"""Working copies for evaluators, by the name of their writer."""

WORKING_FORM_USES = {
    "sav": _l("For counting in SPSS, PSPP or R. Answers have their words, and missing answers are marked as such."),
    "parquet": _l("For counting in Python, R or DuckDB. The meaning of every column is inside."),
    "qdpx": _l("For reading and coding stories. They stand together per wave and group."),
    "qdc": _l("Only the names of the themes and the panel's reasons. No stories."),
}

API_SCOPES = {"figures": _l("Figures"), "themes": _l("Themes of the panel")}
"""What a key for the data interface may open."""

KEY_DAYS = {"30": _l("30 days"), "90": _l("90 days"), "365": _l("A year")}

STAGES = {
    "told": _l("The story as it was told"),
    "recording": _l("A recording"),
    "unchecked": _l("A story that nobody released"),
    "held_back": _l("A story that was held back"),
    "signal": _l("A signal that has ended"),
    "released": _l("A released story, with its answers"),
}
"""What has a term of its own (`services.terms`)."""


DRAW_RULES = {
    RULE: _l(
        "first by lot; then so that every perspective, better and worse, small subjects and gaps in the codebook take part (rule 2)"
    ),
    TEACHING_RULE: _l("half of those besides by what teaches the codebook most"),
}
"""How the stories of a meeting are drawn (`analysis.panel_draw`)."""


def draw_rule(stored: str) -> str:
    """In words; a rule of before stands as it was stored."""
    for rule, said in DRAW_RULES.items():
        stored = stored.replace(rule, str(said))
    return stored


def language_name(code: str) -> str:
    """The name of a language in the reader's own language; the code itself when nobody knows it."""
    try:
        return Locale.parse(code).get_language_name(str(get_locale() or "nl")) or code
    except (UnknownLocaleError, ValueError):
        return code

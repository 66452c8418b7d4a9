"""Tables, one file per aggregate. Nothing is re-exported but the base; importing this package registers every table."""

from survey.models.base import Base as Base

MODULES = (
    "account",
    "analysis",
    "api_token",
    "audit",
    "codebook",
    "consent",
    "feedback",
    "indicator",
    "invitation",
    "job",
    "panel",
    "programme",
    "questionnaire",
    "rate",
    "reflection",
    "registration",
    "released",
    "report",
    "report_parts",
    "sign_in",
    "signal",
    "story",
    "submission",
    "word_code",
)


def register_all() -> None:
    """Import every model module, so that `Base.metadata` is whole. Called by the factory and by the migrations."""
    from importlib import import_module

    for name in MODULES:
        import_module(f"survey.models.{name}")

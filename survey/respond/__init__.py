"""Families and professionals: consent, story, meaning, receipt."""

from survey.extensions import csrf
from survey.respond.views import blueprint as blueprint

# A teller has no session and no cookie, so there is nothing a foreign page could ride on; the sealed draft protects.
csrf.exempt(blueprint)

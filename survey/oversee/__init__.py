"""The data protection officer: what was done with stories and why, and what goes when. Never the text of a story."""

from survey.oversee import views as views
from survey.oversee.blueprint import blueprint as blueprint

"""Evaluators: who was heard, the analysis, and the impact reports of a pilot."""

from survey.evaluate import report_views as report_views
from survey.evaluate import theme_views as theme_views
from survey.evaluate import views as views
from survey.evaluate.blueprint import blueprint as blueprint

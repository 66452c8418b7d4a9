"""Evaluators: who was heard, the analysis, and the impact reports of a pilot."""

from survey.evaluate import codebook_match_views as codebook_match_views
from survey.evaluate import codebook_theme_views as codebook_theme_views
from survey.evaluate import codebook_views as codebook_views
from survey.evaluate import desk_pilots_views as desk_pilots_views
from survey.evaluate import figure_views as figure_views
from survey.evaluate import key_views as key_views
from survey.evaluate import lesson_views as lesson_views
from survey.evaluate import report_compose_views as report_compose_views
from survey.evaluate import report_template_views as report_template_views
from survey.evaluate import report_version_views as report_version_views
from survey.evaluate import report_views as report_views
from survey.evaluate import theme_views as theme_views
from survey.evaluate import views as views
from survey.evaluate import working_views as working_views
from survey.evaluate.blueprint import blueprint as blueprint

"""The evaluators' desk."""

from survey.evaluate.views import blueprint as blueprint

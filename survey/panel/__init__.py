"""The client panel: reading and judging."""

from survey.panel.views import blueprint as blueprint

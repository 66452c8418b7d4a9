"""The client panel: reading and judging."""

from survey.panel import decide_views as decide_views
from survey.panel import signal_views as signal_views
from survey.panel import views as views
from survey.panel.blueprint import blueprint as blueprint

"""The data interface: published figures of a pilot, for a program that holds a key. Read-only, no cookies, no stories."""

from survey.api import views as views
from survey.api.blueprint import blueprint as blueprint

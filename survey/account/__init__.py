"""Signing in and out, and the page one starts from."""

from survey.account.views import blueprint as blueprint

"""Signing in and out, the page one starts from, one's own account, and the people who have one."""

from survey.account import (  # noqa: F401  they hang their addresses on the blueprint
    my_views,
    passkey_views,
    people_views,
    provider_views,
    second_step_views,
    views,
)
from survey.account.blueprint import blueprint as blueprint

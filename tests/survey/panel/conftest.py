from tests.survey.panel.meeting_world import leader, member, world  # noqa: F401  fixtures of every panel test
from tests.survey.staff_fixtures import (  # noqa: F401  fixtures of every staff screen
    database,
    other_pilot,
    person,
    pilot,
    staff_app,
    visitor,
)

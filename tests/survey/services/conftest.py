from tests.survey.services.panel_room import room  # noqa: F401  the meeting of every test of the panel's services

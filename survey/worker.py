"""Entry point of the worker process: `huey_consumer survey.worker.huey`."""

from survey.app import create_app

huey = create_app().extensions["loex_queue"]

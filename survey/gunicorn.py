"""How gunicorn serves Loex. No access log: addresses and paths are kept nowhere."""

import threading
from typing import Any

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = 1
threads = 8
timeout = 60
accesslog = None
errorlog = "-"
loglevel = "warning"
worker_tmp_dir = "/dev/shm"  # noqa: S108 gunicorn's own heartbeat file; holds nothing


def post_worker_init(worker: Any) -> None:
    """Get what draws ready beside the first requests, so that the first picture comes as fast as the next. In production
    only: elsewhere a server starts often and seldom draws."""
    if worker.wsgi.config["LOEX"].is_production:
        from survey.evaluate.desk_drawing import get_ready

        threading.Thread(target=get_ready, name="drawing", daemon=True).start()

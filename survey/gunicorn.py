"""How gunicorn serves Loex. No access log: addresses and paths are kept nowhere."""

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = 1
threads = 8
timeout = 60
accesslog = None
errorlog = "-"
loglevel = "warning"
worker_tmp_dir = "/dev/shm"  # noqa: S108 gunicorn's own heartbeat file; holds nothing

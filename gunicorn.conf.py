"""Serving with gunicorn: ``.venv/bin/gunicorn wsgi:app``. HOST, PORT, WORKERS and THREADS are read as everywhere.

The access log tells when, which page, the answer and how long it took. It has neither addresses of people nor what
they searched for: query strings, referrers and form fields stay out, of the error log too.
"""

import logging

from config import settings

# Read here as well as in the workers, so that a mistake stops the start instead of workers dying one after another.
_settings = settings()

wsgi_app = "wsgi:app"
bind = f"{_settings['HOST']}:{_settings['PORT']}"
workers = _settings["WORKERS"]
threads = _settings["THREADS"]
worker_class = "gthread"
timeout = 60
graceful_timeout = 30
max_requests = 10_000
max_requests_jitter = 1_000
control_socket_disable = True

loglevel = _settings["LOG_LEVEL"].lower()
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"


def _without_query(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(arg.partition("?")[0] if isinstance(arg, str) else arg for arg in record.args)
    return True


def post_worker_init(worker):
    worker.log.error_log.addFilter(_without_query)

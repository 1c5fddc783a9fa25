"""How gunicorn serves both sites: two processes, one request each at a time."""

workers = 2
worker_class = "sync"
timeout = 900
loglevel = "warning"
control_socket_disable = True

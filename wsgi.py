"""What the servers and ``flask --app wsgi`` load."""

import gc

from casework import create_app

app = create_app()
gc.collect()
gc.freeze()  # what is there now stays, and the collector need not walk through it during requests

"""What a web server loads: ``granian --interface wsgi wsgi:app``."""

import gc

gc.disable()  # a seventh of the loading went into looking for rubbish that is not there
from portal.app import create_app  # noqa: E402 - loading is what the line above is for

app = create_app()
gc.freeze()  # all of this stays: no later collection looks at it again
gc.enable()

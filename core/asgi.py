"""Long polls held by a thin application, and behind it the very WSGI application of production for all else.

Embedded it is the one process; in the full profile it is the process of the role `poll`, which gets the polls alone.
"""

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")

from core.wsgi import application as web


def made() -> Any:
    """Return the application: the polls in front, the web behind."""
    from importlib import import_module

    from core.http.polling.application import Polls  # needs the apps

    import_module("core.urls")  # which says what is a poll
    return Polls(cast("Any", WSGIMiddleware(cast("Any", web), workers=8)))


application = made()

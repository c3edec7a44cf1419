"""The embedded profile's one process: an ASGI server in front of the very WSGI application of production."""

import os

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")

from core.wsgi import application as web  # noqa: E402  the settings must be named first

application = WSGIMiddleware(web, workers=8)

"""The embedded profile's one process: an ASGI server in front of the very WSGI application of production."""

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")

from core.wsgi import application as web

application = WSGIMiddleware(cast("Any", web), workers=8)

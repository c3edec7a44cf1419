"""What is left of a body whose answer did not need it is read before the answer goes out.

A server that answers and closes while its client is still sending makes the client's next write fail, and nginx then
tells its own client that nobody is there (503) where the answer was “sign in” (RFC 9112, 9.6).
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from core.http.middleware import FORM_AROUND_FILE

CHUNK = 64 * 1024
type Application = Callable[..., Iterable[bytes]]


def read_out(application: Application) -> Application:
    """Wrap a WSGI application so that each body within the limit has been read to its end by the time it answers."""

    def answered(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        answer = application(environ, start)
        if _comes(environ):
            while environ["wsgi.input"].read(CHUNK):
                pass
        return answer

    return answered


def _comes(environ: dict[str, Any]) -> bool:
    # Who asks first whether to send (Expect) sends nothing after a refusal.
    said = environ.get("CONTENT_LENGTH") or "0"
    if not said.isdigit() or "HTTP_EXPECT" in environ:
        return False
    return 0 < int(said) <= settings.MAX_UPLOAD_BYTES + FORM_AROUND_FILE

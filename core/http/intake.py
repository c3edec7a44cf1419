"""Bodies come in whole: with their length before the application is asked, and to their end before it has answered.

WSGI knows no body without a Content-Length, so one that comes in chunks (RFC 9112, 7.1) would be read as empty. And a
server that answers and closes while its client is still sending makes the client's next write fail; nginx then tells
its own client that nobody is there (503) where the answer was “sign in” (RFC 9112, 9.6).
"""

from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings

from core.http.middleware import FORM_AROUND_FILE

CHUNK = 64 * 1024
type Environ = dict[str, Any]
type Application = Callable[..., Iterable[bytes]]


def taken_in(application: Application) -> Application:
    """Wrap a WSGI application so that it is told each body's length, and answers when none of it is left.

    What is longer than any body may be is left where it is; its length, however it came, says so.
    """

    def answered(environ: Environ, start: Any) -> Iterable[bytes]:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            _gather(environ)
        answer = application(environ, start)
        if _comes(environ):
            while environ["wsgi.input"].read(CHUNK):
                pass
        return answer

    return answered


def _gather(environ: Environ) -> None:
    body = SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115 (read by others)
    while body.tell() <= _most() and (chunk := environ["wsgi.input"].read(CHUNK)):
        body.write(chunk)
    environ["CONTENT_LENGTH"] = str(body.tell())
    body.seek(0)
    environ["wsgi.input"] = body


def _comes(environ: Environ) -> bool:
    # Who asks first whether to send (Expect) sends nothing after a refusal.
    said = environ.get("CONTENT_LENGTH") or "0"
    return said.isdigit() and 0 < int(said) <= _most() and "HTTP_EXPECT" not in environ


def _most() -> int:
    return int(settings.MAX_UPLOAD_BYTES) + FORM_AROUND_FILE

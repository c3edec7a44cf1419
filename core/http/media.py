"""Files on their way out: public media (pictures), and documents, which have owners.

nginx sends both itself where it stands in front: media without asking, a document when the endpoint that has judged the
reader's rights names it by X-Accel-Redirect (see deploy/nginx). Without it they are sent from here.
"""

from pathlib import Path
from typing import Annotated, Any, Protocol
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.utils.http import content_disposition_header
from ninja import Status
from pydantic import Field

from core.http.shapes import DocumentPending, Query
from core.http.values import QueryId

# Its name is a picture's own for ever: another picture has another name.
KEPT = "public, max-age=31536000, immutable"
PDF: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The document",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}
# It came from outside: nothing in it may run as a page of ours.
CANNOT_RUN = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def media(request: HttpRequest, name: str) -> FileResponse:
    """Answer a file under MEDIA_ROOT; never one outside it, whatever the name says."""
    response = _file(Path(settings.MEDIA_ROOT), name)
    response["Cache-Control"] = KEPT
    response["Content-Security-Policy"] = CANNOT_RUN
    response["X-Content-Type-Options"] = "nosniff"
    return response


def document(name: str, *, media_type: str, save_as: str, language: str = "") -> HttpResponseBase:
    """Answer a file under DOCUMENT_ROOT to somebody who may read it; raises Http404 where it is not there.

    `language` is the one that it is written in; without it the answer names that of the request.
    """
    response: HttpResponseBase
    if settings.ACCEL_LOCATION:
        response = HttpResponse()
        response["X-Accel-Redirect"] = settings.ACCEL_LOCATION + quote(name)
    else:
        response = _file(Path(settings.DOCUMENT_ROOT), name)
    response["Content-Type"] = media_type
    response["Content-Disposition"] = content_disposition_header(True, save_as)
    response["Cache-Control"] = "private, no-cache"
    if language:
        response["Content-Language"] = language
    return response


class DocumentQuery(Query):
    """Which revision; without it the last one."""

    revision: Annotated[
        QueryId | None,
        Field(
            description="Which revision of the document, counted from 1, the first that was made; without it the last. "
            "It is not the order's `revision`, which counts its corrections from 0: a cancelled part makes a new "
            "revision of the invoice as well, and a document that a correction does not touch keeps its own."
        ),
    ] = None


class Stored(Protocol):
    """A document as its module keeps it: its name under DOCUMENT_ROOT, that for whoever saves it, and its language."""

    @property
    def language(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def save_as(self) -> str: ...


def pdf(response: HttpResponse, found: Stored | None) -> HttpResponseBase | Status[DocumentPending]:
    """Answer a stored PDF or, where there is none yet, 202 with the wait; for an operation with `openapi_extra=PDF`."""
    if found is None:
        response["Retry-After"] = "2"
        return Status(202, DocumentPending())
    return document(found.file, media_type="application/pdf", save_as=found.save_as, language=found.language)


def _file(root: Path, name: str) -> FileResponse:
    try:
        return FileResponse(open(safe_join(root, name), "rb"))
    except (OSError, ValueError, SuspiciousFileOperation):
        raise Http404 from None

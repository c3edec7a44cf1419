"""Public media (product pictures) where no web server stands in front; nginx serves them itself."""

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest
from django.utils._os import safe_join


def media(request: HttpRequest, name: str) -> FileResponse:
    """Answer a file under MEDIA_ROOT; never one outside it, whatever the name says."""
    try:
        file = open(safe_join(settings.MEDIA_ROOT, name), "rb")  # noqa: SIM115  FileResponse closes it
    except (OSError, ValueError, SuspiciousFileOperation):
        raise Http404 from None
    response = FileResponse(file)
    response["Cache-Control"] = "public, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response

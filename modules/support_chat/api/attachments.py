from typing import Any

import ninja
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router, Status

from core.http.auth import signed_in, the_viewer
from core.http.bodies import odd_parts
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.media import CANNOT_RUN, document
from modules.support_chat import errors
from modules.support_chat.selectors import messages as selectors
from modules.support_chat.selectors.views import AttachmentView, attachment_view
from modules.support_chat.services import attachments as services

router = Router()
FILE: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.post("/support/attachments/", auth=signed_in, response={201: AttachmentView}, summary="Send a file ahead")
@idempotent
@refuses(errors.AttachmentEmpty, errors.AttachmentRefused, errors.AttachmentTooLarge)
def upload_attachment(request: HttpRequest, file: ninja.File[ninja.UploadedFile]) -> Status[AttachmentView]:
    """A picture, PDF, Word or Excel file or plain text, by its content; name its id in a message within a day."""
    if odd := odd_parts(request):
        raise odd
    # One byte more than may be: enough to see that it is too large.
    content = file.read(settings.SUPPORT_ATTACHMENT_MAX_BYTES + 1)
    kept = services.keep(owner_id=the_viewer(request).id, name=file.name or "", content=content)
    return Status(201, attachment_view(kept))


@router.get(
    "/support/attachments/{id:attachment_id}/",
    auth=signed_in,
    summary="Download a file",
    openapi_extra=FILE,
)
@answers_header("Cache-Control", 200)
def download_attachment(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """For whoever may read the conversation; before it is sent, for its owner. Never shown as a page, always saved."""
    viewer = the_viewer(request)
    found = selectors.attachment_for(attachment_id, user_id=viewer.id, is_agent=viewer.is_agent)
    response = document(found.file, media_type="application/octet-stream", save_as=found.name)
    response["Content-Security-Policy"] = CANNOT_RUN
    response["X-Content-Type-Options"] = "nosniff"
    return response

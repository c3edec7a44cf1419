from typing import Any

import ninja
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from core import files
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from modules.partners.errors import FeedNotMade
from modules.partners.models.exports import Showcase
from modules.partners.services import showcasing

router = ninja.Router()
XML: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The feed",
            "content": {"application/xml": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("/feeds/yandex.xml", summary="The shop's goods for marketplaces", openapi_extra=XML)
@answers_header("Cache-Control", 200)
@answers_header("ETag", 200, 304)
@refuses(FeedNotMade, "not_found")
def yandex(request: HttpRequest) -> HttpResponseBase:
    """All goods that the lists show, as Yandex Market's YML; for everybody, as the catalogue is.

    It is made in the background after price lists, and every so often. With `If-None-Match` or `If-Modified-Since` it
    is only sent where it has changed.
    """
    if not settings.FEED_MINUTES:
        raise Http404
    return _sent(request, showcasing.shown())


def _sent(request: HttpRequest, feed: Showcase) -> HttpResponseBase:
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{feed.etag[:32]}{"-gz" if is_packed else ""}"'
    changed = int(feed.changed_at.timestamp()) if feed.changed_at else None
    answer = get_conditional_response(request, etag=etag, last_modified=changed) or _file(feed.file, is_packed)
    answer["ETag"], answer["Cache-Control"], answer["Vary"] = etag, "public, no-cache", "Accept-Encoding"
    if changed:
        answer["Last-Modified"] = http_date(changed)
    return answer


def _file(name: str, is_packed: bool) -> HttpResponseBase:
    try:
        file = files.place(f"{name}.gz" if is_packed else name).open("rb")
    except FileNotFoundError:
        raise FeedNotMade from None
    answer = FileResponse(file, content_type="application/xml; charset=utf-8")
    if is_packed:
        answer["Content-Encoding"] = "gzip"
    return answer

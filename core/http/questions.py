"""When two requests ask the same: the key that their one answer is kept under."""

import hashlib
from operator import itemgetter
from urllib.parse import parse_qsl

from django.conf import settings


def key_of(path: str, query: str, language: str, viewer: str = "", charset: str = "") -> str:
    """Return the key of a question; `?a=1&b=2` and `?b=2&a=1` are one.

    The query is as WSGI hands it over, and read as Django's QueryDict reads it. Raises ValueError for more fields than
    DATA_UPLOAD_MAX_NUMBER_FIELDS.
    """
    if not query.isascii():
        query = _decoded(query.encode("latin-1"))  # bytes travel as latin-1 (PEP 3333)
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    fields = sorted(parse_qsl(query, keep_blank_values=True, max_num_fields=most), key=itemgetter(0))
    return hashlib.sha256(repr((path, fields, language, viewer, charset)).encode()).hexdigest()


def _decoded(query: bytes) -> str:
    try:
        return query.decode()
    except UnicodeDecodeError:
        return query.decode("latin-1")

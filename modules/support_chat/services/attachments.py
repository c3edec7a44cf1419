"""Files that come in: judged by their content, kept under DOCUMENT_ROOT, and gone when nothing names them."""

import os
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.events.bus import publish
from modules.support_chat.errors import AttachmentEmpty, AttachmentRefused, AttachmentTooLarge
from modules.support_chat.events import FilesDropped
from modules.support_chat.models.attachments import Attachment
from modules.support_chat.rules.contents import media_type, picture_size, safe_name

FOLDER = "support"
UNSENT_FOR = timedelta(days=1)
BATCH = 500


def keep(*, owner_id: int, name: str, content: bytes) -> Attachment:
    """Keep a file until it is sent with a message, for a day. Raises AttachmentTooLarge, AttachmentRefused,
    AttachmentEmpty.
    """
    if len(content) > settings.SUPPORT_ATTACHMENT_MAX_BYTES:
        raise AttachmentTooLarge(limit=settings.SUPPORT_ATTACHMENT_MAX_BYTES)
    if not content:
        raise AttachmentEmpty(field="file")
    kind = media_type(content)
    if kind is None:
        raise AttachmentRefused(field="file")
    width, height = picture_size(content, kind) or (None, None)
    file = _stored(content)
    kept = Attachment(owner_id=owner_id, name=safe_name(name, kind), media_type=kind, size=len(content), file=file)
    kept.width, kept.height = width, height
    try:
        kept.save(force_insert=True)
        return kept
    except BaseException:
        discard(file)
        raise


@transaction.atomic(savepoint=False)
def drop_unsent() -> int:
    """Delete the files that nobody has sent within a day; return how many."""
    old = Attachment.objects.filter(message=None, created_at__lt=timezone.now() - UNSENT_FOR).order_by("pk")
    found = list(old.select_for_update(skip_locked=True)[:BATCH])
    Attachment.objects.filter(pk__in=[one.pk for one in found]).delete()
    if found:
        publish(FilesDropped(tuple(one.file for one in found)))
    return len(found)


def discard(file: str) -> None:
    """Remove a file that nothing leads to any more."""
    (Path(settings.DOCUMENT_ROOT) / file).unlink(missing_ok=True)


def _stored(content: bytes) -> str:
    file = f"{FOLDER}/{timezone.now():%Y-%m}/{secrets.token_hex(16)}"
    path = Path(settings.DOCUMENT_ROOT) / file
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as stored:
        stored.write(content)
        stored.flush()
        os.fsync(stored.fileno())
    return file

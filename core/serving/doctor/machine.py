"""Is there room, and may we write?"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core.checkup import Finding, check, warning, well, wrong

MIB = 1024 * 1024


@check("folders")
def folders() -> Iterator[Finding]:
    wanted = (settings.DATA_DIR, settings.MEDIA_ROOT, settings.DOCUMENT_ROOT, Path(tempfile.gettempdir()))
    closed = [folder for folder in sorted(set(map(_existing, wanted))) if not _writable(folder)]
    for folder in closed:
        mend = _("Give it to the user that Torg runs as, or set DATA_DIR to another folder.")
        yield wrong(_("Nothing can be written to %s.") % folder, mend)
    if not closed:
        yield well(_("Files can be written to %s.") % settings.DATA_DIR)


@check("disk")
def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(_existing(settings.DATA_DIR)).free // MIB
    said = _("%(free)d MiB are free where the files lie (%(folder)s).")
    said %= {"free": free, "folder": settings.DATA_DIR}
    mend = _("Make room: with a full disk nothing can be ordered.")
    yield well(said) if free >= 1024 else warning(said, mend) if free >= 200 else wrong(said, mend)


def _existing(folder: Path) -> Path:
    return next(place for place in [folder, *folder.parents] if place.exists())


def _writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
    except OSError:
        return False
    return True

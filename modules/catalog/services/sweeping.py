"""Files and rows held against each other: what was left over when a process or a machine died in between."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import batched, chain

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from modules.catalog.models.images import PICTURES, ProductImage
from modules.catalog.selectors.pictures import known_among
from modules.catalog.services.pictures import forget
from modules.catalog.services.thumbnails import ask_for_missing, discard

# A file without a row may be on its way to one; a picture sent ahead may be waiting for its product.
FILE_AGE, SENT_AGE = timedelta(hours=1), timedelta(days=1)
BATCH = 500


@dataclass(slots=True)
class Swept:
    """What a sweep did: files deleted, pictures forgotten that no product named, copies ordered; and what is lost."""

    deleted: list[str] = field(default_factory=list)
    forgotten: int = 0
    ordered: int = 0
    lost: list[str] = field(default_factory=list)


def sweep_pictures() -> Swept:
    """Delete old files that no picture stands in, forget old pictures without a product, order missing copies.

    A picture whose file is lost is told and left as it is: a disk that is not mounted is no reason to delete rows.
    """
    swept = Swept(forgotten=_forget_waiting())
    for images in _rows():
        there = [image for image in images if default_storage.exists(str(image.file.name))]
        swept.lost += [str(image.file.name) for image in images if image not in there]
        swept.ordered += ask_for_missing(there)
    for names in batched(_old_files(), BATCH):
        spare = sorted(set(names) - known_among(names))
        discard(files=spare)
        swept.deleted += spare
    return swept


@transaction.atomic(savepoint=False)
def _forget_waiting() -> int:
    waiting = ProductImage.objects.select_for_update().filter(product=None, created_at__lt=timezone.now() - SENT_AGE)
    old = list(waiting.order_by("pk"))
    forget(old)
    return len(old)


def _rows() -> Iterator[list[ProductImage]]:
    last = 0
    while rows := list(ProductImage.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield rows
        last = rows[-1].pk


def _old_files() -> Iterator[str]:
    oldest = timezone.now() - FILE_AGE
    for name in _files(PICTURES):
        try:
            is_old = default_storage.get_modified_time(name) < oldest
        except FileNotFoundError:
            continue  # deleted since it was listed
        if is_old:
            yield name


def _files(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    yield from chain.from_iterable(_files(f"{folder}/{name}") for name in folders)

"""Files of documents and exports that no row leads to: what a process left that was killed between file and row."""

import time
from collections.abc import Iterator
from itertools import batched
from pathlib import Path

from core import files
from modules.orders.documents import storing
from modules.orders.models.documents import Document
from modules.orders.models.exports import OrderExport

FOLDERS = ("invoices", "packing-lists", storing.EXPORTS)
DAY = 24 * 3600  # a younger one may be waiting for its row at this moment
AT_ONCE = 500


def sweep() -> int:
    """Remove them, halves of files too, and return how many; those of the last day stay."""
    root, removed = files.place(""), 0
    for some in batched(_old(root), AT_ONCE):
        known = {
            file
            for model in (Document, OrderExport)
            for file in model._default_manager.filter(file__in=some).values_list("file", flat=True)
        }
        orphans = [file for file in some if file not in known]
        for file in orphans:
            files.discard(file)
        removed += len(orphans)
    return removed


def _old(root: Path) -> Iterator[str]:
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            if path.is_file() and time.time() - path.stat().st_mtime > DAY:
                yield path.relative_to(root).as_posix()

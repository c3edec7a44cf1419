"""Exports: a file of all that a supplier, or everybody, offers, made late, kept for some days."""

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from core.events.bus import publish
from modules.catalog import public as catalog
from modules.catalog.public import GoodRow
from modules.partners import selectors
from modules.partners.clients import making
from modules.partners.events import ExportAsked
from modules.partners.formats.writers.goods import Head
from modules.partners.formats.writers.known import ENDINGS, WRITERS
from modules.partners.models.exports import Export, ExportStatus
from modules.partners.models.price_lists import Feed

log = logging.getLogger("torg.partners")
REMEMBERED = timedelta(days=90)
TRIES = 3
WHOSE = "supplier"  # what the attribute is called that says so where an export is of everybody's goods


@transaction.atomic(savepoint=False)
def ask(*, supplier_id: int | None, user_id: int | None, format: str) -> Export:
    """Have a file made of the living offers of a supplier (None: of all); one that is still waiting is the same."""
    waiting = Export.objects.filter(supplier_id=supplier_id, format=format, status=ExportStatus.QUEUED).first()
    if waiting:
        return waiting
    export = Export.objects.create(supplier_id=supplier_id, user_id=user_id, format=format)
    publish(ExportAsked(export.pk))
    return export


def make(*, export_id: int) -> None:
    """Make a file that was asked for; what cannot be made is said to have failed. Not inside a transaction."""
    export = Export.objects.filter(pk=export_id, status=ExportStatus.QUEUED).first()
    if export is None:
        return
    try:
        made = _whole(export)
    except Exception:
        log.exception("export %s was not made", export.pk)
        Export.objects.filter(pk=export.pk).update(status=ExportStatus.FAILED, ready_at=timezone.now())
        return
    now = timezone.now()
    ready = {"status": ExportStatus.READY, "ready_at": now, "expires_at": now + timedelta(days=settings.EXPORT_DAYS)}
    name, size, rows = made
    if not Export.objects.filter(pk=export.pk, status=ExportStatus.QUEUED).update(
        **ready, file=name, size=size, rows=rows
    ):
        making.forget(name)  # somebody else has made it


def forget_old() -> None:
    """Delete the files whose days are over; what was asked for is remembered for three months."""
    for export in Export.objects.filter(expires_at__lt=timezone.now(), status=ExportStatus.READY):
        making.forget(export.file)
        Export.objects.filter(pk=export.pk).update(status=ExportStatus.EXPIRED, file="")
    Export.objects.filter(created_at__lt=timezone.now() - REMEMBERED).exclude(status=ExportStatus.READY).delete()
    making.forget_left()


def _whole(export: Export) -> tuple[str, int, int]:
    """Return the file's name, its size and rows; begun anew where a list was applied under the reader's hands."""
    for last in (False,) * (TRIES - 1) + (True,):
        goods, before = _Counted(_goods(export)), _versions(export)
        write = partial(_write, export, goods)
        name, size = making.make(making.EXPORTS, ENDINGS[export.format], write)
        if last or _versions(export) == before:
            break
        making.forget(name)
    return name, size, goods.count


def _categories(whose: Sequence[int]) -> dict[str, str]:
    """Return their categories, without the one of goods that have none."""
    found = chain.from_iterable(catalog.categories_of(supplier_id=one).items() for one in whose)
    return {key: name for key, name in found if key and name}


def _write(export: Export, goods: "_Counted", file: BinaryIO) -> None:
    whose = _suppliers(export)
    head = Head(
        shop=selectors.terms_of(whose[0]).name if export.supplier_id else settings.COMPANY["name"] or "Torg",
        currency=settings.CURRENCY,
        categories=_categories(whose),
        parents={},
        attributes=_attributes(export, whose),
        delimiter=";" if get_language() == "ru" else ",",
        date=timezone.now().isoformat(timespec="seconds"),
    )
    buffered = io.BufferedWriter(file, 1 << 20) if isinstance(file, io.RawIOBase) else file
    WRITERS[export.format](buffered, head, goods)


def _attributes(export: Export, whose: list[int]) -> list[str]:
    named = chain.from_iterable(catalog.attribute_names(supplier_id=one) for one in whose)
    return list(dict.fromkeys(chain([] if export.supplier_id else [WHOSE], named)))


def _suppliers(export: Export) -> list[int]:
    return [export.supplier_id] if export.supplier_id else [one.id for one in catalog.suppliers()]


def _goods(export: Export) -> Iterator[GoodRow]:
    if export.supplier_id:
        yield from catalog.assortment(supplier_id=export.supplier_id)
        return
    for supplier in catalog.suppliers():
        for good in catalog.assortment(supplier_id=supplier.id):
            yield replace(good, attributes=((WHOSE, supplier.name), *good.attributes))


def _versions(export: Export) -> list[tuple[int, int]]:
    feeds = Feed.objects.filter(pk=export.supplier_id) if export.supplier_id else Feed.objects.all()
    return list(feeds.order_by("pk").values_list("pk", "applied_version"))


class _Counted:
    """Goods as they are drawn, and how many that were."""

    def __init__(self, goods: Iterator[GoodRow]) -> None:
        self._goods, self.count = goods, 0

    def __iter__(self) -> Iterator[GoodRow]:
        for good in self._goods:
            self.count += 1
            yield good

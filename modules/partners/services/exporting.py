"""Exports: a file of all that a supplier, or everybody, offers, made late, kept for some days."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from core import files
from core.events.bus import publish
from core.exports import keeping
from core.exports.keeping import Made
from core.exports.models import ExportStatus
from modules.catalog import public as catalog
from modules.catalog.public import GoodRow
from modules.partners import selectors
from modules.partners.clients import making
from modules.partners.events import ExportAsked
from modules.partners.formats.writers.goods import Head
from modules.partners.formats.writers.known import WRITERS
from modules.partners.models.exports import Export
from modules.partners.models.price_lists import Feed

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
    keeping.make(Export, export_id=export_id, write=_whole)


def forget_old() -> None:
    """Delete the files whose days are over, and what was left half-written."""
    keeping.expire(Export)
    making.forget_left()


def _whole(export: Export) -> Made:
    """Make the file; begun anew where a list was applied under the reader's hands."""
    for last in (False,) * (TRIES - 1) + (True,):
        goods, before = _Counted(_goods(export)), _versions(export)
        name = files.secret_name(making.EXPORTS, export.ending)
        size = files.keep(name, partial(_write, export, goods))
        if last or _versions(export) == before:
            break
        files.discard(name)
    return Made(name, size, {"rows": goods.count})


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

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from modules.catalog import public as catalog
from modules.catalog.public import SupplierTerms
from modules.partners.errors import ExportUnknown, NoSchedule, PriceListUnknown, SupplierNotApproved, SupplierUnknown
from modules.partners.models.columns import HeaderMapping
from modules.partners.models.exports import Export
from modules.partners.models.members import SupplierMember
from modules.partners.models.price_lists import PriceList, PriceListRow
from modules.partners.models.sources import Schedule
from modules.partners.rules import ALONE, CAUSES, Status


def terms_of(supplier_id: int) -> SupplierTerms:
    """Return a supplier's terms; raises SupplierUnknown (404)."""
    terms = catalog.terms([supplier_id]).get(supplier_id)
    if terms is None:
        raise SupplierUnknown
    return terms


def desk_of(user_id: int) -> SupplierTerms:
    """Return the approved supplier that this person acts for; raises SupplierNotApproved (403)."""
    member = SupplierMember.objects.filter(user_id=user_id).values_list("supplier_id", flat=True).first()
    terms = catalog.terms([member]).get(member) if member else None
    if terms is None or not terms.approved:
        raise SupplierNotApproved
    return terms


def people_of(supplier_id: int) -> list[int]:
    """Return the ids of those who act for a supplier."""
    return list(SupplierMember.objects.filter(supplier_id=supplier_id).values_list("user_id", flat=True).order_by("id"))


def newest(suppliers: Sequence[SupplierTerms], before: int | None, limit: int) -> list[SupplierTerms]:
    """Return up to `limit` of the suppliers by descending id, under the id `before` where there is one."""
    older = (one for one in suppliers if before is None or one.id < before)
    return sorted(older, key=lambda one: one.id, reverse=True)[:limit]


def meanings_of(supplier_id: int) -> dict[str, Any]:
    """Return what a supplier has said that its column names mean: header -> field, "attribute" or "ignore"."""
    return HeaderMapping.objects.filter(pk=supplier_id).values_list("columns", flat=True).first() or {}


def price_lists(supplier_id: int) -> QuerySet[PriceList]:
    return PriceList.objects.filter(supplier_id=supplier_id)


def was_read(price_list_id: int) -> bool:
    """Return whether the file of a list was there to be read and was begun with."""
    return PriceList.objects.filter(pk=price_list_id, runs__gt=0).exists()


def is_next_of_schedule(price_list_id: int, *, after: int) -> bool:
    """Return whether a schedule brought both lists and the newer one waits, too: its people know that one does."""
    fetched = PriceList.objects.filter(pk__in=(price_list_id, after), is_scheduled=True)
    return fetched.count() == 2 and fetched.filter(pk=price_list_id, status=Status.REVIEW).exists()


def price_list(*, supplier_id: int, price_list_id: int) -> PriceList:
    """Return a supplier's own price list; raises PriceListUnknown (404), for another's too."""
    found = price_lists(supplier_id).filter(pk=price_list_id).first()
    if found is None:
        raise PriceListUnknown
    return found


def all_price_lists(*, status: str | None, supplier_id: int | None) -> QuerySet[PriceList]:
    """Return the price lists of everybody, those of a status, those of a supplier."""
    asked = {"status": status, "supplier_id": supplier_id}
    return PriceList.objects.filter(**{name: value for name, value in asked.items() if value is not None})


def any_price_list(price_list_id: int) -> PriceList:
    """Return a price list, whoever sent it; raises PriceListUnknown (404)."""
    found = PriceList.objects.filter(pk=price_list_id).first()
    if found is None:
        raise PriceListUnknown
    return found


def is_latest(one: PriceList) -> bool:
    """Return whether no newer list of the supplier's stands applied."""
    applied = PriceList.objects.filter(supplier_id=one.supplier_id, status=Status.APPLIED)
    return not applied.filter(version__gt=one.version).exists()


def rows(price_list: PriceList, *, status: str | None, warning: str | None = None) -> QuerySet[PriceListRow]:
    """Return what is known of a list's rows: what each would change, or has changed, and what is wrong with it.

    With a `warning` only those that caused it: none, where the list is not warned of that.
    """
    kept = PriceListRow.objects.filter(price_list=price_list)
    kept = kept.filter(status=status) if status else kept
    return kept.filter(_caused(price_list, warning)) if warning else kept


def _caused(price_list: PriceList, warning: str) -> Q:
    if warning not in price_list.codes:
        return Q(pk__in=())
    if warning in CAUSES:
        return Q(status__in=CAUSES[warning])
    # Said twice, for SQLite uses a partial index only where its condition stands in the query.
    return Q(warning__gt="", warning=warning) if warning in ALONE else Q(noted__contains=f" {warning} ")


def troubled(*, since: datetime, limit: int) -> list[PriceList]:
    """Return the newest list of each supplier that waits for a review, or has failed since; no dry runs."""
    odd = Q(status=Status.REVIEW) | Q(status=Status.FAILED, created_at__gte=since)
    of_each = PriceList.objects.filter(odd, dry_run=False).order_by().values("supplier_id").annotate(last=Max("pk"))
    return list(PriceList.objects.filter(pk__in=of_each.values("last")).order_by("-id")[:limit])


def schedule_or_none(supplier_id: int) -> Schedule | None:
    return Schedule.objects.filter(pk=supplier_id).first()


def schedule(supplier_id: int) -> Schedule:
    """Return when a supplier's list is fetched by itself; raises NoSchedule (404)."""
    found = schedule_or_none(supplier_id)
    if found is None:
        raise NoSchedule
    return found


def exports(supplier_id: int) -> QuerySet[Export]:
    return Export.objects.filter(supplier_id=supplier_id)


def export(*, supplier_id: int, export_id: int) -> Export:
    """Return one of a supplier's exports; raises ExportUnknown (404), for another's too."""
    found = exports(supplier_id).filter(pk=export_id).first()
    if found is None:
        raise ExportUnknown
    return found

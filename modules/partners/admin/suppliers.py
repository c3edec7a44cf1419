"""Suppliers as this module sees them: by name on its pages, and with a way from a supplier's page to its lists."""

from collections.abc import Iterable
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.backoffice.buttons import Link, links_from
from core.backoffice.filters import ChosenFilter
from modules.catalog import public as catalog


def choices(status: Literal["pending", "approved"] | None = None) -> list[tuple[int, str]]:
    """Return the suppliers as a form or a filter offers them, by name."""
    found = catalog.suppliers(status=status)
    return sorted(((one.id, one.name) for one in found), key=lambda one: one[1].casefold())


def name_them(rows: Iterable[Any]) -> None:
    """Hang on rows with a `supplier_id` the suppliers' names, read at once."""
    rows = list(rows)
    terms = catalog.terms({row.supplier_id for row in rows}) if rows else {}
    for row in rows:
        known = terms.get(row.supplier_id)
        row.supplier_name = known.name if known else gettext("unknown supplier %d") % row.supplier_id


class SupplierFilter(ChosenFilter):
    title = _("supplier")
    parameter_name = "supplier"
    source = "catalog.Offer.supplier"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.chosen()
        return queryset if chosen is None else queryset.filter(supplier_id=chosen)


@links_from("catalog.supplier")
def import_here(request: HttpRequest, supplier_id: int) -> Link | None:
    """Lead from a supplier's page to the form that takes a file for it."""
    if not request.user.has_perm("partners.add_pricelist"):
        return None
    address = f"{reverse('admin:partners_pricelist_add')}?supplier={supplier_id}"
    return Link(_("Import a price list"), address, "upload_file")


@links_from("catalog.supplier")
def lists_here(request: HttpRequest, supplier_id: int) -> Link | None:
    """Lead from a supplier's page to the price lists it has sent."""
    if not request.user.has_perm("partners.view_pricelist"):
        return None
    address = f"{reverse('admin:partners_pricelist_changelist')}?supplier={supplier_id}"
    return Link(_("Price lists"), address, "list_alt")

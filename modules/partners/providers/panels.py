"""What partners tell on the admin's first page: the price lists and suppliers that wait for somebody."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ports import Figure, Line, Panel, Table, Tone, panel
from modules.catalog import public as catalog
from modules.partners.models.price_lists import PriceList
from modules.partners.rules import Status
from modules.partners.selectors import troubled

DAYS = 7  # a failure older than that was seen, or does not matter
MOST = 8
TONES: dict[str, Tone] = {Status.REVIEW: "waiting", Status.FAILED: "bad"}


@panel("partners.price_lists", title=gettext_lazy("Price lists"), right="partners.view_pricelist", rank=50)
def price_lists() -> Panel:
    """Show the lists that wait for a review or failed this week, and how many suppliers wait to be let in."""
    found = troubled(since=timezone.now() - timedelta(days=DAYS), limit=MOST)
    names = catalog.terms({one.supplier_id for one in found}) if found else {}
    lines = tuple(_line(one, names) for one in found)
    return Panel(
        figures=(*_waiting(), *_pending()),
        table=Table((_("price list"), _("sent"), _("status")), lines),
        empty="" if lines else _("No price list waits for a review, and none failed this week."),
        link=reverse("admin:partners_pricelist_changelist"),
    )


def _waiting() -> list[Figure]:
    count = PriceList.objects.filter(status=Status.REVIEW, dry_run=False).count()
    page = f"{reverse('admin:partners_pricelist_changelist')}?status__exact={Status.REVIEW}&dry_run__exact=0"
    said = number_format(count, 0, force_grouping=True)
    return [Figure(_("Price lists waiting for review"), said, tone="waiting", link=page)] if count else []


def _pending() -> list[Figure]:
    count = len(catalog.suppliers(status="pending"))
    page = f"{reverse('admin:catalog_supplier_changelist')}?approved_at__isempty=1"
    said = number_format(count, 0, force_grouping=True)
    return [Figure(_("Suppliers waiting for approval"), said, tone="waiting", link=page)] if count else []


def _line(one: PriceList, names: dict[int, catalog.SupplierTerms]) -> Line:
    known = names.get(one.supplier_id)
    sent = _("%(time)s ago") % {"time": timesince(one.created_at, depth=1)}
    page = reverse("admin:partners_pricelist_change", args=[one.pk])
    called = f"{known.name if known else '–'} · {one.file_name or one.url or one.pk}"
    return Line((called, sent, one.get_status_display()), page, TONES.get(one.status, "plain"))

"""What is told of shipments that the shipping service does not know of: on the admin's first page, and at /metrics."""

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.ports import Line, Panel, Reading, Table, gauge, panel
from modules.orders.selectors.shipments import FailedShipment, failed, untold


@panel(
    "orders.failed_shipments",
    title=gettext_lazy("What the shipping service was not told"),
    right="orders.view_shipment",
    rank=24,
)
def failed_shipments() -> Panel:
    """Show the last shipments that were refused or given up, each leading to its page with "Send again"."""
    lines = tuple(_line(one) for one in failed())
    columns = (_("part"), _("status"), pgettext("how long ago", "handed over"))
    page = reverse("admin:orders_shipment_changelist")
    said = "" if lines else _("Nothing was refused or given up.")
    return Panel(table=Table(columns, lines), empty=said, link=page)


@gauge("shipments_untold")
def untold_now() -> Reading:
    """Count what the shipping service does not know of, by status."""
    counts = {status.value: many for status, many in untold().items()}
    return Reading("Parts handed over that the shipping service does not know of yet, by status.", counts, "status")


def _line(one: FailedShipment) -> Line:
    cells = (f"{one.number} · {one.supplier}", str(one.status.label), timesince(one.handed_over, depth=1))
    return Line(cells, reverse("admin:orders_shipment_change", args=[one.id]), "bad")

"""What is told of documents whose drawing failed: on the admin's first page, and at /metrics."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ports import Line, Panel, Reading, Table, gauge, panel
from modules.orders.models.documents import Document
from modules.orders.selectors.documents import drawn_plainly


@panel("orders.plain_documents", title=gettext_lazy("Documents drawn plainly"), right="orders.view_order", rank=25)
def plain_documents() -> Panel:
    """Show the last documents that a plain one stands in for, each leading to its order."""
    lines = tuple(
        Line(
            (one.save_as, date_format(localtime(one.made_at), "SHORT_DATETIME_FORMAT") if one.made_at else ""),
            reverse("admin:orders_order_change", args=[one.order_id]),
            "bad",
        )
        for one in drawn_plainly()
    )
    table = Table((_("document"), _("made")), lines)
    return Panel(table=table, empty="" if lines else _("Every document was drawn as it should be."))


@gauge("documents_plain")
def plain() -> Reading:
    """Count the documents that a plain one stands in for."""
    count = Document.objects.filter(plain=True).count()
    return Reading("Stored documents whose drawing failed, a plain one in their place.", {"": count})

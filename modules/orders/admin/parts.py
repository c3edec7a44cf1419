from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core.backoffice.bases import ReadOnlyAdmin
from core.backoffice.buttons import Button
from core.backoffice.columns import label, link, money
from modules.orders.admin.filters import SupplierFilter
from modules.orders.admin.moving import COLOURS, Moving, known_status, reason, status_of, step_buttons
from modules.orders.models.documents import Invoice
from modules.orders.models.orders import Part
from modules.orders.rules.states import Status
from modules.orders.services import steps


@admin.register(Part)
class PartAdmin(Moving[Part]):
    section = _("Orders")
    rank = 11
    icon = "package_2"
    list_display = ("number", "supplier_name", "stands", "goods", "way", "moved_at")
    list_filter = ("status", SupplierFilter)
    list_select_related = ("order",)
    ordering = ("-id",)
    fields = (("order_link", "supplier_name", "stands"), ("goods", "way", "moved_at"))
    readonly_fields = ("order_link", "stands", "goods", "way")

    class Media:
        css = {"all": ("orders/orders.css",)}

    def buttons(self, request: HttpRequest, obj: Part) -> list[Button]:
        return step_buttons(obj)

    def press(self, request: HttpRequest, obj: Part, step: str) -> str:
        status = known_status(step)
        steps.move_part(part_id=obj.pk, status=status, by=request.user.pk, reason=reason(request, step))
        return f"{obj}: {status.label}."

    def step(self, row: Part, status: Status, by: int | None, why: str) -> None:
        steps.move_part(part_id=row.pk, status=status, by=by, reason=why)

    def counted(self, count: int) -> str:
        return ngettext("%(count)d part", "%(count)d parts", count) % {"count": count}

    @admin.display(description=_("part"), ordering="id")
    def number(self, part: Part) -> str:
        return str(part)

    @admin.display(description=_("order"))
    def order_link(self, part: Part) -> str:
        return link(part.order)

    @admin.display(description=_("goods"), ordering="subtotal")
    def goods(self, part: Part) -> str:
        return money(part.subtotal, part.order.currency)

    @admin.display(description=_("delivery"), ordering="delivery")
    def way(self, part: Part) -> str:
        return money(part.delivery, part.order.currency)

    @label(_("status"), COLOURS, ordering="status")
    def stands(self, part: Part) -> tuple[str, str]:
        return status_of(part)


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin[Invoice]):
    section = _("Orders")
    rank = 12
    icon = "receipt_long"
    list_display = ("name", "order_link", "made_at")
    list_filter = ("year",)
    list_select_related = ("order",)
    ordering = ("-year", "-number")
    fields = (("name", "order_link", "made_at"),)
    readonly_fields = ("name", "order_link")

    @admin.display(description=pgettext_lazy("of an order", "number"), ordering="number")
    def name(self, invoice: Invoice) -> str:
        return invoice.name

    @admin.display(description=_("order"))
    def order_link(self, invoice: Invoice) -> str:
        return link(invoice.order)

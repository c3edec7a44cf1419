"""What the shipping service was told and what it said, with "Send again" for what did not get there."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.backoffice.bases import ReadOnlyAdmin, ReadOnlyInline
from core.backoffice.buttons import Button
from core.backoffice.columns import BAD, GOOD, WAITING, label, link
from core.errors import DomainError
from modules.orders.models.orders import Order
from modules.orders.models.shipments import Shipment
from modules.orders.rules.numbers import id_of
from modules.orders.rules.shipping import ShipmentStatus
from modules.orders.services import shipments

COLOURS = {
    ShipmentStatus.WAITING: WAITING,
    ShipmentStatus.SENT: GOOD,
    ShipmentStatus.REFUSED: BAD,
    ShipmentStatus.GIVEN_UP: BAD,
}


def error_of(shipment: Shipment) -> str:
    return Truncator(shipment.last_error).chars(100) or "–"


@admin.register(Shipment)
class ShipmentAdmin(ReadOnlyAdmin[Shipment]):
    section = _("Orders")
    rank = 13
    icon = "local_shipping"
    list_display = ("name", "stands", "attempts", "next_at", "sent_at", "reference", "error")
    list_filter = ("status",)
    list_select_related = ("part",)
    ordering = ("-id",)
    search_fields = ("key", "reference")
    search_help_text = _("Order number, key or reference")
    actions = ("send_again",)
    fieldsets = (
        (None, {"fields": (("order_link", "part_link", "stands"), ("created_at", "sent_at", "reference"))}),
        (_("Calls"), {"fields": (("attempts", "next_at"), "key", "last_error")}),
    )
    readonly_fields = ("order_link", "part_link", "stands", "key")

    class Media:
        css = {"all": ("orders/orders.css",)}

    def may_press(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.change_order")

    def has_send_permission(self, request: HttpRequest) -> bool:
        return self.may_press(request)

    def buttons(self, request: HttpRequest, obj: Shipment) -> list[Button]:
        return [] if obj.status == ShipmentStatus.SENT else [Button("again", _("Send again"), "refresh", "primary")]

    def press(self, request: HttpRequest, obj: Shipment, step: str) -> str:
        shipments.send_again(shipment_id=obj.pk)
        return gettext("The shipping service will be told again within seconds.")

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> None:
        for shipment in queryset.order_by("pk"):
            try:
                said = self.press(request, shipment, "again")
            except DomainError as refused:
                messages.error(request, f"{shipment}: {refused.detail}")
            else:
                messages.success(request, f"{shipment}: {said}")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Shipment], search_term: str
    ) -> tuple[QuerySet[Shipment], bool]:
        number = id_of(search_term)
        if number is not None and (of_order := queryset.filter(order=number)):
            return of_order, False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("part"), ordering="id")
    def name(self, shipment: Shipment) -> str:
        return str(shipment)

    @label(_("status"), COLOURS, ordering="status")
    def stands(self, shipment: Shipment) -> tuple[str, str]:
        return shipment.status, shipment.get_status_display()

    @admin.display(description=_("last error"))
    def error(self, shipment: Shipment) -> str:
        return error_of(shipment)

    @admin.display(description=_("order"))
    def order_link(self, shipment: Shipment) -> str:
        return link(shipment.order)

    @admin.display(description=_("part"))
    def part_link(self, shipment: Shipment) -> str:
        return link(shipment.part)


class ShipmentInline(ReadOnlyInline[Shipment, Order]):
    """Under an order: what the shipping service knows of its parts."""

    model = Shipment
    fields = ("name", "stands", "attempts", "next_at", "sent_at", "reference", "error")
    readonly_fields = ("name", "stands", "error")
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shipment]:
        return super().get_queryset(request).select_related("part__order")

    @admin.display(description=_("part"))
    def name(self, shipment: Shipment) -> str:
        return link(shipment, title=shipment.part.supplier_name)

    @label(_("status"), COLOURS)
    def stands(self, shipment: Shipment) -> tuple[str, str]:
        return shipment.status, shipment.get_status_display()

    @admin.display(description=_("last error"))
    def error(self, shipment: Shipment) -> str:
        return error_of(shipment)

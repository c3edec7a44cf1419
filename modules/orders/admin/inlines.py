"""What stands under an order on its page: its parts with their steps, its lines, its story."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.backoffice.bases import ReadOnlyInline
from core.backoffice.columns import label, money
from modules.orders.admin.moving import COLOURS, status_of, step_buttons
from modules.orders.models.orders import Line, Order, Part


class PartInline(ReadOnlyInline[Part, Order]):
    model = Part
    verbose_name_plural = pgettext_lazy("of one order", "parts")
    fields = ("supplier_name", "stands", "goods", "way", "moved_at", "steps")
    readonly_fields = ("stands", "goods", "way", "steps")
    ordering = ("id",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        may = request.user.has_perm("orders.change_order")
        return self.fields if may else self.fields[:-1]

    @label(_("status"), COLOURS)
    def stands(self, part: Part) -> tuple[str, str]:
        return status_of(part)

    @admin.display(description=_("goods"))
    def goods(self, part: Part) -> str:
        return money(part.subtotal, part.order.currency)

    @admin.display(description=_("delivery"))
    def way(self, part: Part) -> str:
        return money(part.delivery, part.order.currency)

    @admin.display(description=_("steps of this part"))
    def steps(self, part: Part) -> SafeString:
        buttons = step_buttons(part, f"{part.pk}:")
        return format_html_join(" ", "{}", ((button.render("sm"),) for button in buttons)) or SafeString("–")


class LineInline(ReadOnlyInline[Line, Order]):
    model = Line
    fields = ("title", "sku", "supplier", "stands", "each", "quantity", "sum")
    readonly_fields = ("title", "supplier", "stands", "each", "sum")
    ordering = ("part_id", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Line]:
        return super().get_queryset(request).select_related("part")

    @admin.display(description=pgettext_lazy("of goods", "name"))
    def title(self, line: Line) -> str:
        return line.name

    @admin.display(description=_("price"))
    def each(self, line: Line) -> str:
        return money(line.price, line.order.currency)

    @admin.display(description=_("total"))
    def sum(self, line: Line) -> str:
        return money(line.total, line.order.currency)

    @admin.display(description=_("supplier"))
    def supplier(self, line: Line) -> str:
        return line.part.supplier_name

    @label(_("status"), COLOURS)
    def stands(self, line: Line) -> tuple[str, str]:
        return status_of(line.part)

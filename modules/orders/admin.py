from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from modules.orders.models import Invoice, Line, Order, Part, Step
from modules.orders.rules import Status, id_of, sought
from modules.orders.services import steps


class ReadOnly:
    """What is agreed is not typed over: the admin reads it, and moves it by the same services as the API."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PartInline(ReadOnly, admin.TabularInline[Part, Order]):
    model = Part
    extra = 0
    fields = ["supplier_name", "status", "subtotal", "delivery", "moved_at"]


class LineInline(ReadOnly, admin.TabularInline[Line, Order]):
    model = Line
    extra = 0
    fields = ["name", "offer_id", "product_id", "price", "quantity", "total"]


class StepInline(ReadOnly, admin.TabularInline[Step, Order]):
    model = Step
    extra = 0
    fields = ["at", "part", "from_status", "to_status", "by_id", "reason"]


class Moving:
    """Actions that make a step, one for each place that an order or a part can come to."""

    @admin.action(description=_("Mark as confirmed"), permissions=["move"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._move(request, queryset, Status.CONFIRMED)

    @admin.action(description=_("Mark as assembled"), permissions=["move"])
    def assemble(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._move(request, queryset, Status.ASSEMBLED)

    @admin.action(description=_("Mark as shipped"), permissions=["move"])
    def ship(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._move(request, queryset, Status.SHIPPED)

    @admin.action(description=_("Mark as delivered"), permissions=["move"])
    def deliver(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._move(request, queryset, Status.DELIVERED)

    @admin.action(description=_("Cancel"), permissions=["move"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._move(request, queryset, Status.CANCELLED)

    def has_move_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.change_order")

    def step(self, row: Any, status: Status, by: int | None) -> None:
        raise NotImplementedError

    def _move(self, request: HttpRequest, queryset: QuerySet[Any], status: Status) -> None:
        for row in queryset.order_by("pk"):
            try:
                self.step(row, status, request.user.pk)
            except DomainError as refused:
                messages.error(request, f"{row}: {refused.detail}")
            else:
                messages.success(request, f"{row}: {status.label}")


ACTIONS = ["confirm", "assemble", "ship", "deliver", "cancel"]


@admin.register(Order)
class OrderAdmin(ReadOnly, Moving, admin.ModelAdmin[Order]):
    list_display = ["number", "status", "user", "total", "currency", "created_at"]
    list_filter = ["status", "created_at"]
    list_select_related = ["user"]
    ordering = ["-id"]
    search_fields = ["user__email"]
    search_help_text = _("Number, e-mail, recipient or phone")
    show_full_result_count = False
    inlines = [PartInline, LineInline, StepInline]
    actions = ACTIONS

    def step(self, row: Order, status: Status, by: int | None) -> None:
        steps.move_order(order_id=row.pk, status=status, by=by)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if not search_term:
            return found, duplicates
        also = queryset.filter(search_text__contains=sought(search_term))
        number = id_of(search_term)
        return found | also | queryset.filter(pk=number or 0), duplicates


@admin.register(Part)
class PartAdmin(ReadOnly, Moving, admin.ModelAdmin[Part]):
    list_display = ["__str__", "supplier_name", "status", "subtotal", "moved_at"]
    list_filter = ["status"]
    ordering = ["-id"]
    show_full_result_count = False
    actions = ACTIONS

    def step(self, row: Part, status: Status, by: int | None) -> None:
        steps.move_part(part_id=row.pk, status=status, by=by)


@admin.register(Invoice)
class InvoiceAdmin(ReadOnly, admin.ModelAdmin[Invoice]):
    list_display = ["name", "order", "made_at"]
    list_filter = ["year"]
    list_select_related = ["order"]
    ordering = ["-year", "-number"]
    show_full_result_count = False

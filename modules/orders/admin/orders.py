"""What was agreed, as the staff see it: nothing is typed over, and every step goes by the services of the API."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.backoffice.buttons import Button
from core.backoffice.columns import anchor, label, link, money
from core.backoffice.filters import DaysFilter
from modules.orders.admin.correcting import CorrectingPages
from modules.orders.admin.documents import DocumentInline, sent
from modules.orders.admin.exporting import ExportingList
from modules.orders.admin.filters import OrderSupplierFilter
from modules.orders.admin.inlines import LineInline, PartInline
from modules.orders.admin.moving import COLOURS, Moving, known_status, reason, status_of, step_buttons
from modules.orders.admin.shipments import ShipmentInline
from modules.orders.admin.timeline import timeline
from modules.orders.models.documents import Invoice
from modules.orders.models.orders import Order
from modules.orders.rules.states import Status, is_legal
from modules.orders.selectors import documents as stored
from modules.orders.selectors.searching import matches
from modules.orders.services import steps


@admin.register(Order)
class OrderAdmin(CorrectingPages, ExportingList, Moving[Order]):
    section = _("Orders")
    rank = 10
    icon = "shopping_bag"
    list_display = ("number", "stands", "user", "sum", "suppliers", "created_at")
    list_filter = ("status", OrderSupplierFilter, ("created_at", DaysFilter))
    ordering = ("-id",)
    search_fields = ("user__email",)  # for the box; what is found, get_search_results says
    search_help_text = _("Number, invoice, e-mail, company, recipient, phone or SKU")
    actions = (*Moving.actions, "export_xlsx", "export_csv")
    inlines = (LineInline, PartInline, ShipmentInline, DocumentInline)
    change_form_after_template = "orders/story.html"
    fieldsets = (
        (None, {"fields": (("number", "stands", "created_at"), ("buyer", "invoice_link"), "comment")}),
        (_("Delivery"), {"fields": (("place", "recipient", "phone"),)}),
        (_("Sums"), {"fields": (("goods", "way", "sum"),)}),
    )
    readonly_fields = (
        "number",
        "stands",
        "buyer",
        "invoice_link",
        "place",
        "recipient",
        "phone",
        "goods",
        "way",
        "sum",
    )

    class Media:
        css = {"all": ("orders/orders.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        return super().get_queryset(request).select_related("invoice", "user").prefetch_related("parts")

    def get_urls(self) -> list[URLPattern]:
        last, one = (self.admin_site.admin_view(view) for view in (self.invoice_view, self.document_view))
        return [
            path("<int:order_id>/invoice.pdf", last, name="orders_order_invoice"),
            path("<int:order_id>/documents/<int:document_id>.pdf", one, name="orders_order_document"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        order: Order | None = context["original"]
        # The timeline tells all that the admin's own history would, and what was not done here.
        told = context | {"show_history": False} | ({"story": timeline(order)} if order else {})
        return super().render_change_form(request, told, *args, **kwargs)

    def invoice_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        order = self.found(request, str(order_id), self.has_view_permission(request))
        invoice = stored.invoice_for(order.pk, user_id=None)
        if invoice is None and stored.last_invoice(order.pk):
            messages.warning(request, gettext("The invoice that says what holds now is being made: try in a moment."))
            return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order.pk]))
        return sent(invoice)

    def document_view(self, request: HttpRequest, order_id: int, document_id: int) -> HttpResponse:
        order = self.found(request, str(order_id), self.has_view_permission(request))
        return sent(stored.document(document_id, order_id=order.pk))

    def buttons(self, request: HttpRequest, obj: Order) -> list[Button]:
        """Offer what every living part can do; where they stand apart, each part has buttons of its own."""
        living = {part.status for part in obj.parts.all()} - {Status.CANCELLED}
        return [one for one in step_buttons(obj) if all(is_legal(status, one.step) for status in living)]

    def press(self, request: HttpRequest, obj: Order, step: str) -> str:
        part, _colon, name = step.rpartition(":")
        status = known_status(name)
        if not part:
            steps.move_order(order_id=obj.pk, status=status, by=request.user.pk, reason=reason(request, step))
            return gettext("The order is %(status)s.") % {"status": status.label}
        mine = next((one for one in obj.parts.all() if str(one.pk) == part), None)
        if mine is None:
            raise Http404
        steps.move_part(part_id=mine.pk, status=status, by=request.user.pk, reason=reason(request, step))
        return gettext("The part of %(supplier)s is %(status)s.") % {
            "supplier": mine.supplier_name,
            "status": status.label,
        }

    def step(self, row: Order, status: Status, by: int | None, why: str) -> None:
        steps.move_order(order_id=row.pk, status=status, by=by, reason=why)

    def counted(self, count: int) -> str:
        return ngettext("%(count)d order", "%(count)d orders", count) % {"count": count}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        return (queryset.filter(matches(search_term)) if search_term.strip() else queryset), False

    @admin.display(description=pgettext_lazy("of an order", "number"), ordering="id")
    def number(self, order: Order) -> str:
        return order.number

    @label(_("status"), COLOURS, ordering="status")
    def stands(self, order: Order) -> tuple[str, str]:
        return status_of(order)

    @admin.display(description=_("total"), ordering="total")
    def sum(self, order: Order) -> str:
        return money(order.total, order.currency)

    @admin.display(description=_("goods"))
    def goods(self, order: Order) -> str:
        return money(order.subtotal, order.currency)

    @admin.display(description=_("delivery"))
    def way(self, order: Order) -> str:
        return money(order.delivery, order.currency)

    @admin.display(description=_("parts"))
    def suppliers(self, order: Order) -> str:
        return ", ".join(part.supplier_name for part in sorted(order.parts.all(), key=lambda part: part.pk))

    @admin.display(description=_("buyer"))
    def buyer(self, order: Order) -> str:
        return link(order.user, title=f"{order.user.full_name} {order.user.email}".strip())

    @admin.display(description=_("invoice"))
    def invoice_link(self, order: Order) -> str:
        invoice: Invoice | None = getattr(order, "invoice", None)
        if invoice is None or not invoice.made_at:
            return gettext("is being made")
        return anchor(reverse("admin:orders_order_invoice", args=[order.pk]), invoice.name)

    @admin.display(description=_("address"))
    def place(self, order: Order) -> str:
        return order.address_view.one_line() or "–"

    @admin.display(description=_("recipient"))
    def recipient(self, order: Order) -> str:
        return order.address_view.recipient or "–"

    @admin.display(description=_("phone"))
    def phone(self, order: Order) -> str:
        return order.address_view.phone or "–"

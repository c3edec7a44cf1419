from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from core.backoffice.bases import ReadOnlyAdmin, ReadOnlyInline
from core.backoffice.columns import GOOD, QUIET, label, link
from core.backoffice.typed import SimpleListFilter
from modules.cart.models import Cart, Item


class OpenFilter(SimpleListFilter):
    title = _("state")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        return [("yes", pgettext("state of a cart", "open")), ("no", pgettext("state of a cart", "ordered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Cart]) -> QuerySet[Cart]:
        chosen = self.value()
        return queryset.filter(closed_at__isnull=chosen == "yes") if chosen in {"yes", "no"} else queryset


class ItemInline(ReadOnlyInline[Item, Cart]):
    model = Item
    fields = ("title", "quantity", "seen_price")
    readonly_fields = ("title",)
    ordering = ("id",)

    @admin.display(description=pgettext_lazy("of goods", "name"))
    def title(self, item: Item) -> str:
        return item.name


@admin.register(Cart)
class CartAdmin(ReadOnlyAdmin[Cart]):
    """A cart belongs to its buyer; the staff look at it."""

    section = _("Orders")
    rank = 13
    icon = "shopping_cart"
    list_display = ("__str__", "owner", "state", "lines", "updated_at")
    list_filter = (OpenFilter,)
    list_select_related = ("user",)
    ordering = ("-id",)
    search_fields = ("user__email__istartswith",)
    fields = (("buyer", "state"), ("created_at", "updated_at", "closed_at"))
    readonly_fields = ("buyer", "state")
    inlines = (ItemInline,)

    def prepare(self, rows: Sequence[Cart]) -> None:
        counted = Item.objects.filter(cart__in=rows).values_list("cart_id").annotate(Count("pk"))
        counts = dict(counted.order_by())
        for cart in rows:
            cart.__dict__["lines_count"] = counts.get(cart.pk, 0)

    @admin.display(description=_("buyer"), ordering="user__email")
    def owner(self, cart: Cart) -> str:
        return cart.user.email if cart.user else pgettext("owner of a cart", "guest")

    @admin.display(description=_("buyer"))
    def buyer(self, cart: Cart) -> str:
        return link(cart.user) if cart.user else pgettext("owner of a cart", "guest")

    @label(_("state"), {"open": GOOD, "ordered": QUIET}, ordering="closed_at")
    def state(self, cart: Cart) -> tuple[str, str]:
        if cart.closed_at:
            return "ordered", pgettext("state of a cart", "ordered")
        return "open", pgettext("state of a cart", "open")

    @admin.display(description=_("lines"))
    def lines(self, cart: Cart) -> int:
        count: int = cart.__dict__["lines_count"]
        return count

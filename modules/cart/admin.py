from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from modules.cart.models import Cart, Item


class ReadOnly:
    """A cart belongs to its buyer; the staff look at it."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ItemInline(ReadOnly, admin.TabularInline[Item, Cart]):
    model = Item
    extra = 0
    fields = ["name", "offer_id", "product_id", "quantity", "seen_price"]


@admin.register(Cart)
class CartAdmin(ReadOnly, admin.ModelAdmin[Cart]):
    list_display = ["id", "user", "created_at", "updated_at", "closed_at"]
    list_select_related = ["user"]
    ordering = ["-id"]
    search_fields = ["user__email"]
    show_full_result_count = False
    inlines = [ItemInline]

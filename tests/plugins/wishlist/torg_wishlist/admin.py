from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from torg_wishlist.models import Wish


@admin.register(Wish)
class WishAdmin(admin.ModelAdmin[Wish]):
    """Wishes belong to their people; the staff look at them."""

    list_display = ["name", "user", "wished_at", "bought_at"]
    list_filter = ["bought_at"]
    list_select_related = ["user"]
    ordering = ["-id"]
    search_fields = ["name", "user__email"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

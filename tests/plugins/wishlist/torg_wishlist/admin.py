from django.contrib import admin

from core.backoffice.bases import ReadOnlyAdmin
from torg_wishlist.models import Wish


@admin.register(Wish)
class WishAdmin(ReadOnlyAdmin[Wish]):
    """Wishes belong to their people; the staff look at them."""

    icon = "favorite"
    list_display = ["name", "user", "wished_at", "bought_at"]
    list_filter = ["bought_at"]
    list_select_related = ["user"]
    ordering = ["-id"]
    search_fields = ["name", "user__email"]

from django.contrib import admin

from core.backoffice.bases import ReadOnlyAdmin
from modules.newmodule.models import NewmoduleEntry


@admin.register(NewmoduleEntry)
class NewmoduleEntryAdmin(ReadOnlyAdmin[NewmoduleEntry]):
    list_display = ["title", "user", "created_at"]
    list_select_related = ["user"]
    ordering = ["-id"]
    search_fields = ["title", "user__email"]

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.events.models import Delivery
from core.events.sweep import PATIENCE


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting")), ("given-up", _("given up")), ("done", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        states: dict[str, dict[str, Any]] = {
            "waiting": {"due_at__isnull": False},
            "given-up": {"due_at": None, "done_at": None},
            "done": {"done_at__isnull": False},
        }
        return queryset.filter(**states.get(self.value() or "", {}))


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin[Delivery]):
    """The outbox is read here, and what was given up is sent on its way again; nothing is edited."""

    list_display = ["id", "event", "listener", "created_at", "due_at", "attempts", "done_at", "last_error"]
    list_filter = [StateFilter, "event"]
    actions = ["try_again"]
    readonly_fields = [field.name for field in Delivery._meta.fields]
    show_full_result_count = False

    @admin.action(description=_("Try again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        now = timezone.now()
        again = queryset.filter(done_at=None).update(due_at=now, rung_at=now - PATIENCE, leased_until=None, attempts=0)
        self.message_user(request, _("%d deliveries will be tried again within seconds.") % again)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

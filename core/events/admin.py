"""The outbox is read here, and what was given up is sent on its way again; nothing is edited."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from core.backoffice.bases import ReadOnlyAdmin
from core.backoffice.buttons import Button
from core.backoffice.columns import BAD, GOOD, RUNNING, WAITING, label
from core.backoffice.typed import SimpleListFilter
from core.events.models import Delivery
from core.events.sweep import PATIENCE

STATES = {
    "waiting": (pgettext_lazy("state of a delivery", "on its way"), RUNNING, Q(due_at__isnull=False, attempts=0)),
    "failing": (pgettext_lazy("state of a delivery", "trying again"), WAITING, Q(due_at__isnull=False, attempts__gt=0)),
    "given-up": (pgettext_lazy("state of a delivery", "given up"), BAD, Q(due_at=None, done_at=None)),
    "done": (pgettext_lazy("state of a delivery", "delivered"), GOOD, Q(done_at__isnull=False)),
}


def state_of(delivery: Delivery) -> str:
    if delivery.done_at:
        return "done"
    if delivery.due_at is None:
        return "given-up"
    return "failing" if delivery.attempts else "waiting"


def send_again(deliveries: QuerySet[Delivery]) -> int:
    """Make what is not done due at once, with all its attempts before it; return how many there were."""
    now = timezone.now()
    undone = deliveries.filter(done_at=None)
    return undone.update(due_at=now, rung_at=now - PATIENCE, leased_until=None, attempts=0)


class StateFilter(SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state, title) for state, (title, _colour, _where) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        chosen = self.value() or ""
        return queryset.filter(STATES[chosen][2]) if chosen in STATES else queryset


class EventFilter(SimpleListFilter):
    """By the names that stand in the table: those of modules that are off by now as well."""

    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        names = Delivery.objects.order_by("event").values_list("event", flat=True).distinct()
        return [(name, name) for name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return queryset.filter(event=self.value()) if self.value() else queryset


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery]):
    rank = 90
    icon = "outbox"
    list_display = ("event", "to", "state", "attempts", "created_at", "due_at", "error")
    list_filter = (StateFilter, EventFilter)
    ordering = ("-id",)
    actions = ("try_again",)
    fieldsets = (
        (None, {"fields": (("event", "listener", "state"), ("attempts", "created_at"), ("due_at", "done_at"))}),
        (_("What went wrong"), {"fields": ("last_error",)}),
        (_("What is told"), {"fields": ("told", ("language", "request_id"))}),
    )
    readonly_fields = ("state", "told")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return self.may_press(request)

    def buttons(self, request: HttpRequest, obj: Delivery) -> list[Button]:
        return [] if obj.done_at else [Button("again", _("Try again"), "refresh", "primary")]

    def press(self, request: HttpRequest, obj: Delivery, step: str) -> str:
        return self._said(send_again(Delivery.objects.filter(pk=obj.pk)))

    @admin.action(description=_("Try again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        self.message_user(request, self._said(send_again(queryset)))

    def _said(self, count: int) -> str:
        said = ngettext(
            "%(count)d delivery will be tried again within seconds.",
            "%(count)d deliveries will be tried again within seconds.",
            count,
        )
        return said % {"count": count}

    @admin.display(description=_("listener"), ordering="listener")
    def to(self, delivery: Delivery) -> str:
        return delivery.listener.removeprefix("modules.").replace(".subscribers", "")

    @label(_("state"), {state: colour for state, (_title, colour, _where) in STATES.items()})
    def state(self, delivery: Delivery) -> tuple[str, Any]:
        state = state_of(delivery)
        return state, STATES[state][0]

    @admin.display(description=_("last error"))
    def error(self, delivery: Delivery) -> str:
        return Truncator(delivery.last_error.strip().rpartition("\n")[2]).chars(80) or "–"

    @admin.display(description=_("payload"))
    def told(self, delivery: Delivery) -> str:
        text = json.dumps(delivery.payload, ensure_ascii=False, indent=2)
        return format_html('<pre class="whitespace-pre-wrap">{}</pre>', text)

"""The steps of orders and parts as the staff make them: buttons, list actions, and the colours of states."""

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.backoffice.bases import ReadOnlyAdmin
from core.backoffice.buttons import Button
from core.backoffice.columns import BAD, GOOD, RUNNING, WAITING
from core.errors import DomainError
from core.texts import typed
from modules.orders.models.orders import Order, Part
from modules.orders.rules.states import STEPS, Status, is_legal

MOST_SHOWN = 50  # rows that the page which asks before a step names
COLOURS = {
    Status.PENDING: WAITING,
    Status.CONFIRMED: RUNNING,
    Status.ASSEMBLED: RUNNING,
    Status.SHIPPED: RUNNING,
    Status.DELIVERED: GOOD,
    Status.CANCELLED: BAD,
}
# The verb, its sign, and how it stands among the others.
VERBS: dict[Status, tuple[StrOrPromise, str, str]] = {
    Status.CONFIRMED: (pgettext_lazy("step of an order", "Confirm"), "thumb_up", "primary"),
    Status.ASSEMBLED: (pgettext_lazy("step of an order", "Mark as assembled"), "inventory_2", "primary"),
    Status.SHIPPED: (pgettext_lazy("step of an order", "Mark as shipped"), "local_shipping", "primary"),
    Status.DELIVERED: (pgettext_lazy("step of an order", "Mark as delivered"), "task_alt", "primary"),
    Status.CANCELLED: (pgettext_lazy("step of an order", "Cancel"), "cancel", "danger"),
}


def status_of(row: Order | Part) -> tuple[str, str]:
    return row.status, row.get_status_display()


def step_buttons(row: Order | Part, prefix: str = "") -> list[Button]:
    """Return the legal steps of an order or a part, as buttons; `prefix` says whose they are on another's page."""
    return [_button(row, then, prefix) for then in VERBS if is_legal(row.status, then)]


def _button(row: Order | Part, then: Status, prefix: str) -> Button:
    step = f"{prefix}{then.value}"
    if then != Status.CANCELLED:
        return Button(step, *VERBS[then])
    answer = f"said:{step}" if prefix else "said"
    return Button(step, *VERBS[then], question=_question(row), asks=_("Reason, if any"), answer=answer)


def _question(row: Order | Part) -> str:
    if isinstance(row, Order):
        return gettext("Cancel order %(number)s and give its goods back to the shelf?") % {"number": row.number}
    about = {"supplier": row.supplier_name, "number": row.order.number}
    return (
        gettext("Cancel the part of “%(supplier)s” in order %(number)s and give its goods back to the shelf?") % about
    )


def reason(request: HttpRequest, step: str) -> str:
    """Return why a step was made, as it was typed beside the button that was pressed, or else for the whole page."""
    said = request.POST.get(f"said:{step}") or request.POST.get("said", "")
    return typed(said).strip()[:500]


class Moving[M: Model](ReadOnlyAdmin[M]):
    """List actions that make a step, one for each place that an order or a part can come to; a page asks first."""

    actions: tuple[str, ...] = ("confirm", "assemble", "ship", "deliver", "cancel")

    @admin.action(description=VERBS[Status.CONFIRMED][0], permissions=["move"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[M]) -> HttpResponse | None:
        return self._move(request, queryset, Status.CONFIRMED)

    @admin.action(description=VERBS[Status.ASSEMBLED][0], permissions=["move"])
    def assemble(self, request: HttpRequest, queryset: QuerySet[M]) -> HttpResponse | None:
        return self._move(request, queryset, Status.ASSEMBLED)

    @admin.action(description=VERBS[Status.SHIPPED][0], permissions=["move"])
    def ship(self, request: HttpRequest, queryset: QuerySet[M]) -> HttpResponse | None:
        return self._move(request, queryset, Status.SHIPPED)

    @admin.action(description=VERBS[Status.DELIVERED][0], permissions=["move"])
    def deliver(self, request: HttpRequest, queryset: QuerySet[M]) -> HttpResponse | None:
        return self._move(request, queryset, Status.DELIVERED)

    @admin.action(description=VERBS[Status.CANCELLED][0], permissions=["move"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[M]) -> HttpResponse | None:
        return self._move(request, queryset, Status.CANCELLED)

    def has_move_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.change_order")

    def may_press(self, request: HttpRequest) -> bool:
        return self.has_move_permission(request)

    def step(self, row: M, status: Status, by: int | None, why: str) -> None:
        raise NotImplementedError

    def counted(self, count: int) -> str:
        """Return how many rows a step is about, in words."""
        raise NotImplementedError

    def _move(self, request: HttpRequest, queryset: QuerySet[M], status: Status) -> HttpResponse | None:
        agreed = _ids(request.POST.get("agreed", ""))
        if not agreed:
            return self._asked(request, queryset.order_by("pk"), status)
        # Those that were shown, also where they meanwhile left the list that was looked at: each is told of.
        for row in self.get_queryset(request).filter(pk__in=agreed).order_by("pk"):
            try:
                self.step(row, status, request.user.pk, reason(request, status))
            except DomainError as refused:
                messages.error(request, f"{row}: {refused.detail}")
            else:
                messages.success(request, f"{row}: {status.label}.")
        return None

    def _asked(self, request: HttpRequest, rows: QuerySet[M], status: Status) -> HttpResponse:
        """Return the page that says which rows would make the step, and asks why they are cancelled."""
        ids = list(rows.values_list("pk", flat=True))
        about = {"step": VERBS[status][0], "things": self.counted(len(ids))}
        context = self.admin_site.each_context(request) | {
            "title": gettext("%(step)s: %(things)s") % about,
            "opts": self.opts,
            "media": self.media,
            "action": request.POST["action"],
            "button": VERBS[status],
            "cancels": status == Status.CANCELLED,
            "ids": ",".join(map(str, ids)),
            "first": ids[:1],
            "rows": rows[:MOST_SHOWN],
            "more": max(0, len(ids) - MOST_SHOWN),
        }
        return TemplateResponse(request, "orders/moving.html", context)


def _ids(text: str) -> list[int]:
    return [int(id) for id in text.split(",") if id.isascii() and id.isdigit() and len(id) < 19]


def known_status(step: str) -> Status:
    """Return the status that a pressed button names; Http404 for what no button says."""
    if step not in STEPS:
        raise Http404
    return Status(step)

"""What the outbox tells on the admin's first page: whether anything that was announced has not arrived."""

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.events.models import Delivery
from core.ports import Figure, Panel, Tone, panel

MOST = 1000  # counted no further


@panel("events.outbox", title=gettext_lazy("Outbox"), right="events.view_delivery", rank=80)
def outbox() -> Panel:
    """Show what was given up and what is being tried again; nothing of either is good news."""
    given_up = Delivery.objects.given_up()[: MOST + 1].count()
    failing = Delivery.objects.filter(due_at__isnull=False, attempts__gt=0)[: MOST + 1].count()
    if not given_up and not failing:
        return Panel(empty=_("All that was announced has arrived, or is on its way."), link=_page())
    return Panel(
        figures=(
            _figure(_("Given up"), given_up, "bad", "given-up"),
            _figure(_("Being tried again"), failing, "waiting", "failing"),
        ),
        link=_page(),
    )


def _figure(title: str, count: int, tone: Tone, state: str) -> Figure:
    said = number_format(count, 0, force_grouping=True) if count <= MOST else _("over %d") % MOST
    return Figure(title, said, tone=tone if count else "plain", link=f"{_page()}?state={state}")


def _page() -> str:
    return reverse("admin:events_delivery_changelist")

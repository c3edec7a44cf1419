"""The story of an order on its page: steps, corrections, documents, shipments and letters, in the order of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.accounts.models import User
from core.backoffice.columns import money
from core.mailing.journal import Sent, letters_about
from modules.orders.models.documents import Document
from modules.orders.models.orders import Order, Step
from modules.orders.models.shipments import Shipment
from modules.orders.rules.states import Actor
from modules.orders.selectors.changes import changes
from modules.orders.selectors.revisions import Agreed, RevisionView, revisions_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, what, in which details, by whom (an e-mail address or a capacity) and why."""

    at: datetime
    icon: str
    what: str
    details: tuple[str, ...] = ()
    who: str = ""
    why: str = ""


def timeline(order: Order) -> SafeString:
    """Return the story as a list, the oldest first."""
    steps = list(order.steps.select_related("part").order_by("pk"))
    corrections = revisions_of(order.pk)
    people = _people([step.by_id for step in steps] + [one.by for one in corrections])
    entries = [_step(step, people) for step in steps]
    entries += [_correction(one, order.currency, people) for one in corrections]
    entries += [*_documents(order), *_shipments(order), *map(_letter, letters_about("order", order.pk))]
    return render_to_string("orders/timeline.html", {"entries": sorted(entries, key=lambda entry: entry.at)})


def _people(ids: Iterable[int | None]) -> dict[int, str]:
    known = {id for id in ids if id is not None}
    return dict(User.objects.filter(pk__in=known).values_list("pk", "email"))


def _who(by: int | None, actor: str, people: dict[int, str]) -> str:
    if by is None:
        return pgettext("in the history", "the shop itself")
    title = str(Actor(actor).label)
    return f"{people[by]} ({title})" if by in people else title


def _step(step: Step, people: dict[int, str]) -> Entry:
    whose = step.part.supplier_name if step.part else pgettext("in the history", "the whole order")
    way = step.get_to_status_display()
    if step.from_status:
        way = f"{step.get_from_status_display()} → {way}"
    return Entry(step.at, "trending_flat", f"{whose}: {way}", who=_who(step.by_id, step.actor, people), why=step.reason)


def _correction(one: RevisionView, currency: str, people: dict[int, str]) -> Entry:
    what = _("Correction %(number)d") % {"number": one.number}
    details = tuple(_differences(one.before, one.after, currency))
    actor = Actor.SYSTEM if one.by is None else Actor.STAFF
    return Entry(one.at, "edit_note", what, details, _who(one.by, actor, people), one.reason)


def _differences(before: Agreed, after: Agreed, currency: str) -> Iterator[str]:
    for line in changes(before, after).items:
        yield f"{line.name}: {line.before} → {line.after}"
    if before.address != after.address:
        yield f"{_('address')}: {_place(before)} → {_place(after)}"
    if before.comment != after.comment:
        yield f"{_('comment')}: {before.comment or '–'} → {after.comment or '–'}"
    if before.total != after.total:
        yield f"{_('total')}: {money(before.total, currency)} → {money(after.total, currency)}"


def _place(state: Agreed) -> str:
    return ", ".join(filter(None, (state.address.one_line(), state.address.recipient, state.address.phone))) or "–"


def _documents(order: Order) -> Iterator[Entry]:
    for one in Document.objects.filter(order=order).exclude(made_at=None).select_related("part").order_by("pk"):
        said = _("%(document)s is ready, revision %(revision)d")
        whose = (one.part.supplier_name,) if one.part else ()
        facts = {"document": one.get_kind_display(), "revision": one.revision}
        yield Entry(one.made_at or order.created_at, "description", said % facts, whose)


def _shipments(order: Order) -> Iterator[Entry]:
    for one in Shipment.objects.filter(order=order).exclude(sent_at=None).select_related("part").order_by("pk"):
        details = tuple(filter(None, (one.part.supplier_name, one.reference)))
        yield Entry(one.sent_at or one.created_at, "local_shipping", _("The shipping service was told"), details)


def _letter(one: Sent) -> Entry:
    said = _("Letter to %(to)s was not taken") if one.error else _("Letter to %(to)s")
    facts = {"to": one.to or pgettext("in the history", "somebody who was forgotten")}
    details = tuple(filter(None, (one.subject, one.error)))
    return Entry(one.at, "mail_off" if one.error else "mail", said % facts, details)

"""The whole story of an order in the order of time: its steps and its parts', what was corrected, and its letters."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from core.mailing.journal import Sent, letters_about
from modules.orders.errors import UnknownOrder
from modules.orders.models.orders import Order, Part, Step
from modules.orders.models.revisions import OrderRevision
from modules.orders.rules.states import Actor, Status
from modules.orders.selectors.changes import OrderChanges, changes, of_supplier
from modules.orders.selectors.orders import CONTACT_SHOWN, OrderSupplier
from modules.orders.selectors.revisions import RevisionView, views


class EntryKind(StrEnum):
    STEP = "step"
    CORRECTION = "correction"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class EntryPart:
    """The part that made a step by itself or along with the order."""

    id: int
    supplier: OrderSupplier


@dataclass(frozen=True, slots=True)
class EntryLetter:
    """A letter about the order, as it was last tried: to whom ("" once they were forgotten), and under which subject.

    `error` says why it did not go out, "" where it did.
    """

    to: str
    subject: str
    error: str


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """One thing that happened to an order: when, by whom (a user's id, none for the shop itself), and why.

    A step goes `from` one `status` to another, of one `part` or (null) of the order; a correction has its number and
    what it changed. Letters are told to the staff alone.
    """

    at: datetime
    kind: EntryKind
    by: int | None
    actor: Actor
    reason: str
    part: EntryPart | None = None
    from_status: Annotated[Status | None, Field(serialization_alias="from")] = None
    status: Status | None = None
    revision: int | None = None
    changes: OrderChanges | None = None
    letter: EntryLetter | None = None


@dataclass(frozen=True, slots=True)
class PartCorrection:
    """A correction as the supplier sees it whose part it changed: its number in the order, when, why, and what."""

    revision: int
    at: datetime
    reason: str
    changes: OrderChanges


def timeline_for(order_id: int, *, user_id: int | None) -> list[OrderEntry]:
    """Return all that happened to that buyer's order (anybody's, with its letters, where `user_id` is None).

    Raises UnknownOrder.
    """
    mine = {} if user_id is None else {"user_id": user_id}
    if not Order.objects.filter(pk=order_id, **mine).exists():
        raise UnknownOrder
    steps = Step.objects.filter(order=order_id).select_related("part").order_by("pk")
    corrections = views(OrderRevision.objects.filter(order=order_id).order_by("number"))
    entries = [_step(step) for step in steps] + [_correction(one) for one in corrections]
    entries += [_letter(one) for one in letters_about("order", order_id)] if user_id is None else []
    return sorted(entries, key=lambda entry: entry.at)


def corrections_of_part(part_id: int, *, supplier_id: int) -> list[PartCorrection]:
    """Return the corrections that changed a supplier's part, the first one first; raises UnknownOrder.

    Where it goes is told to those who may know it; of the other parts, nothing.
    """
    part = Part.objects.filter(pk=part_id, supplier_id=supplier_id).first()
    if part is None:
        raise UnknownOrder
    told = [_of_part(one, part) for one in views(OrderRevision.objects.filter(order=part.order_id).order_by("number"))]
    nothing = OrderChanges([], [], None, None, None, None, None)
    return [one for one in told if one.changes != nothing]


def _step(step: Step) -> OrderEntry:
    part, supplier = step.part, None
    if part:
        supplier = EntryPart(part.pk, OrderSupplier(part.supplier_id, part.supplier_name))
    came_from = Status(step.from_status) if step.from_status else None
    made = step.at, EntryKind.STEP, step.by_id, Actor(step.actor), step.reason
    return OrderEntry(*made, part=supplier, from_status=came_from, status=Status(step.to_status))


def _correction(one: RevisionView) -> OrderEntry:
    actor = Actor.SYSTEM if one.by is None else Actor.STAFF
    made = one.at, EntryKind.CORRECTION, one.by, actor, one.reason
    return OrderEntry(*made, revision=one.number, changes=changes(one.before, one.after))


def _letter(one: Sent) -> OrderEntry:
    made = one.at, EntryKind.LETTER, None, Actor.SYSTEM, ""
    return OrderEntry(*made, letter=EntryLetter(one.to, one.subject, one.error))


def _of_part(one: RevisionView, part: Part) -> PartCorrection:
    contact = part.status in CONTACT_SHOWN
    before, after = (of_supplier(state, part.supplier_id, contact=contact) for state in (one.before, one.after))
    return PartCorrection(one.number, one.at, one.reason, changes(before, after))

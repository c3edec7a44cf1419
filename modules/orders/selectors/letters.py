"""What only letters ask for."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from modules.orders.models.documents import Document
from modules.orders.models.orders import Step
from modules.orders.models.revisions import OrderRevision
from modules.orders.rules.states import Actor, Status, standing_of
from modules.orders.selectors.orders import CONTACT_SHOWN, OrderPart, OrderView
from modules.orders.selectors.revisions import Agreed, AgreedLine, RevisionView, views


@dataclass(frozen=True, slots=True)
class Corrected:
    """All that was corrected between two revisions of an invoice, and why, each reason on a line of its own."""

    before: Agreed
    after: Agreed
    reason: str


@dataclass(frozen=True, slots=True)
class StepMade:
    """When a part came to a status, in what capacity somebody took it there, and why."""

    at: datetime
    actor: Actor
    reason: str


def reason_of(*, part_id: int, status: str) -> str:
    """Return what was said when a part last came to a status; "" for nothing."""
    step = last_step(part_id=part_id, status=status)
    return step.reason if step else ""


def last_step(*, part_id: int, status: str) -> StepMade | None:
    """Return how a part last came to a status; None where it never did."""
    step = Step.objects.filter(part=part_id, to_status=status).order_by("-pk").first()
    return StepMade(step.at, Actor(step.actor), step.reason) if step else None


def as_of_step(order: OrderView, *, parts: Collection[int], status: str) -> OrderView:
    """Return an order as it stood once these parts (by id) had come to a status, whatever has happened since.

    The states, and the sums where a part was cancelled later; goods are those of today.
    """
    steps = list(Step.objects.filter(part__order=order.id).order_by("pk").values_list("pk", "part", "to_status"))
    until = max((pk for pk, part, then in steps if part in parts and then == status), default=None)
    if until is None:
        return order
    stood = {part: Status(then) for pk, part, then in steps if pk <= until}
    then = [_as_it_stood(part, stood[part.id]) for part in order.parts]
    cancelled = {part.supplier.id for part in then if part.status == Status.CANCELLED}
    items = [replace(line, cancelled=line.supplier.id in cancelled) for line in order.items]
    return _summed(replace(order, status=standing_of(stood.values()), parts=then, items=items), order)


def _as_it_stood(part: OrderPart, status: Status) -> OrderPart:
    return replace(part, status=status, counted=part.counted or status != Status.CANCELLED)


def _summed(then: OrderView, now: OrderView) -> OrderView:
    counted = then.counted_parts()
    if len(counted) == len(now.counted_parts()):
        return then
    subtotal, delivery = (sum(getattr(part, name) for part in counted) for name in ("subtotal", "delivery"))
    return replace(then, subtotal=subtotal, delivery=delivery, total=subtotal + delivery)


def corrected(order_id: int, *, invoice_revision: int) -> Corrected | None:
    """Return what a revision of the invoice corrects of the one before it; None where it follows a cancel alone.

    The letters that bring revisions thus tell each correction once, however many come between two of them.
    """
    span = invoice_revision - 1, invoice_revision
    invoices = Document.objects.filter(order=order_id, part=None, revision__in=span).order_by("revision")
    since, until = invoices.values_list("order_revision", flat=True)
    made = views(OrderRevision.objects.filter(order=order_id, number__gt=since, number__lte=until).order_by("number"))
    if not made:
        return None
    reasons = dict.fromkeys(one.reason for one in made if one.reason)
    return Corrected(made[0].before, made[-1].after, "\n".join(reasons))


def correction(order_id: int, number: int | None = None) -> RevisionView | None:
    """Return an order's correction of that number, the last one without, None where there is none."""
    found = OrderRevision.objects.filter(order=order_id)
    last = (found if number is None else found.filter(number=number)).order_by("-number")[:1]
    return next(iter(views(last)), None)


def parts_corrected(correction: RevisionView) -> dict[int, int]:
    """Return the living parts (id -> their supplier's id) that a correction made another thing of for their supplier.

    A change of address or comment is one for those who know them.
    """
    before, after = correction.before, correction.after
    elsewhere = (before.address, before.comment) != (after.address, after.comment)
    return {
        part.id: part.supplier_id
        for part in after.parts
        if part.status != Status.CANCELLED
        and (
            _goods(before, part.supplier_id) != _goods(after, part.supplier_id)
            or (elsewhere and part.status in CONTACT_SHOWN)
        )
    }


def _goods(agreed: Agreed, supplier_id: int) -> list[AgreedLine]:
    return [line for line in agreed.items if line.supplier_id == supplier_id]

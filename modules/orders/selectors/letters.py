"""What only letters ask for."""

from dataclasses import dataclass
from datetime import datetime

from modules.orders.models.documents import Document
from modules.orders.models.orders import Step
from modules.orders.models.revisions import OrderRevision
from modules.orders.rules.states import Actor, Status
from modules.orders.selectors.orders import CONTACT_SHOWN
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


def corrected(order_id: int, *, invoice_revision: int) -> Corrected | None:
    """Return what a revision of the invoice corrects of the one before it; None where it follows a cancel alone.

    The letters that bring revisions thus tell each correction once, however many come between two of them. The first
    revision corrects what was placed.
    """
    span = invoice_revision - 1, invoice_revision
    invoices = Document.objects.filter(order=order_id, part=None, revision__in=span).order_by("revision")
    *before, until = invoices.values_list("order_revision", flat=True)
    since = before[0] if before else 0
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

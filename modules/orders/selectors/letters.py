"""What only letters ask for."""

from modules.orders.models.orders import Step
from modules.orders.models.revisions import OrderRevision
from modules.orders.rules.states import Status
from modules.orders.selectors.orders import CONTACT_SHOWN
from modules.orders.selectors.revisions import Agreed, AgreedLine, RevisionView, views


def reason_of(*, part_id: int, status: str) -> str:
    """Return what was said when a part last came to a status; "" for nothing."""
    steps = Step.objects.filter(part=part_id, to_status=status).order_by("-pk")
    return steps.values_list("reason", flat=True).first() or ""


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

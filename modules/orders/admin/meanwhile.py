"""What a clerk typed into the correction of an order that has become another one meanwhile.

Nothing of it is lost and nothing is saved unseen: what they changed is laid over what the order says now, and what they
left alone becomes what somebody else made of it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from modules.orders.models.orders import Order
from modules.orders.models.revisions import OrderRevision
from modules.orders.selectors.revisions import Agreed, agreed, views


def line_field(id: int) -> str:
    """Return what the box of a line's pieces is called in the form."""
    return f"line-{id}"


def typed_over(order: Order, data: Mapping[str, str]) -> dict[str, str]:
    """Return what a clerk's form, sent of the revision that they saw, says otherwise than that revision did."""
    said = _said(_seen(order, data.get("revision", "")))
    return {name: data[name] for name, was in said.items() if name in data and _plain(data[name]) != _plain(was)}


def more(order: Order, data: Mapping[str, str]) -> dict[int, int]:
    """Return by offer id how many pieces the order has now beyond what the clerk saw."""
    seen = {line.id: line.quantity for line in _seen(order, data.get("revision", "")).items}
    now = ((line.offer_id, line.quantity - seen.get(line.pk, 0)) for line in order.lines.all())
    return {offer_id: pieces for offer_id, pieces in now if pieces > 0}


def told(typed: Mapping[str, str], *, lost: Mapping[str, str], come: Iterable[str]) -> list[str]:
    """Return what has happened, in words; `lost` are the names of lines whose boxes are gone, by their fields.

    `come` are the names of goods that were to be added and have been: by a second click on the button, most likely.
    """
    said = [_("The order has changed since you opened it. Look at what it says now, and save again.")]
    for field, name in lost.items():
        facts = {"name": name, "pieces": typed[field]}
        said.append(_("“%(name)s” can no longer be corrected; you had typed %(pieces)s.") % facts)
    added = _("“%(name)s” has been added meanwhile, in the same number, and is not added again.")
    return [*said, *(added % {"name": name} for name in come)]


def names(order: Order, data: Mapping[str, str]) -> dict[str, str]:
    """Return what the lines were called that the clerk saw, by their fields."""
    return {line_field(line.id): line.name for line in _seen(order, data.get("revision", "")).items}


def _seen(order: Order, revision: str) -> Agreed:
    """Return what the order said at that revision; what it says now where there is no such one."""
    number = int(revision) + 1 if revision.isdecimal() and len(revision) < 10 else 0
    since = views(OrderRevision.objects.filter(order=order, number=number))
    return since[0].before if since else agreed(order, order.parts.all(), order.lines.all())


def _said(state: Agreed) -> dict[str, Any]:
    pieces = {line_field(line.id): line.quantity for line in state.items}
    return {**pieces, **state.address.plain(), "comment": state.comment}


def _plain(value: Any) -> str:
    return str(value).replace("\r\n", "\n").strip()

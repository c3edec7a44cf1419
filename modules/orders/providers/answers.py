"""What orders answer when somebody asks about an order or about a person."""

from django.db.models import Q

from core.accounts.models import Role, User
from core.money import written_in
from core.ports import Reference, Row, describes, erases_person, exports_person
from modules.orders.models.orders import Order
from modules.orders.rules.states import Status
from modules.orders.selectors import orders as selectors
from modules.orders.selectors.orders import OrderLine
from modules.orders.services import privacy


@describes("order")
def describe(id: int, viewer_id: int) -> Reference | None:
    """Return an order to its buyer, the staff and the support agents."""
    order = Order.objects.filter(pk=id).first()
    if order is None or (order.user_id != viewer_id and not _works_here(viewer_id)):
        return None
    facts = {"status": order.get_status_display(), "total": written_in(order.total, order.currency)}
    return Reference("order", id, order.number, f"/api/v1/orders/{id}/", facts, owner_id=order.user_id)


@exports_person("orders")
def export(user_id: int) -> list[Row]:
    """Return the person's orders as flat rows."""
    return [_row(order) for order in selectors.orders_of(user_id).order_by("id")]


@erases_person("orders")
def erase(user_id: int) -> None:
    privacy.erase_buyer(user_id=user_id)


def _works_here(user_id: int) -> bool:
    works = Q(is_staff=True) | Q(is_superuser=True) | Q(role=Role.AGENT)
    return User.objects.filter(works, pk=user_id, is_active=True).exists()


def _row(order: Order) -> Row:
    lines = "; ".join(_said(line) for line in selectors.view_of(order).items)
    address = {f"address_{name}": value for name, value in order.address.items()}
    return {
        "number": order.number,
        "status": order.status,
        "created_at": order.created_at,
        "total": f"{order.total} {order.currency}",
        "lines": lines,
        "comment": order.comment,
        **address,
    }


def _said(line: OrderLine) -> str:
    said = f"{line.name} × {line.quantity} = {line.total}"
    return f"{said} ({Status.CANCELLED.label})" if line.cancelled else said

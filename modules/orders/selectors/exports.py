from django.db.models import QuerySet

from modules.orders.errors import UnknownExport
from modules.orders.models.exports import OrderExport


def exports() -> QuerySet[OrderExport]:
    """Return the exports that the staff asked for, without the ids of what is in them."""
    return OrderExport.objects.defer("order_ids")


def export(export_id: int) -> OrderExport:
    """Return an export; raises UnknownExport."""
    found = exports().filter(pk=export_id).first()
    if found is None:
        raise UnknownExport
    return found


def ready_export(export_id: int) -> OrderExport:
    """Return an export whose file can be read; raises UnknownExport before it is made and after its days."""
    found = export(export_id)
    if not found.is_ready:
        raise UnknownExport
    return found

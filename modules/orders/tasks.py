from core.exports import keeping
from core.queue import crontab, periodic_task
from modules.orders.documents.sweeping import sweep
from modules.orders.models.exports import OrderExport


@periodic_task(crontab(minute="23", hour="4"))
def sweep_documents() -> None:
    """Remove files of documents that no row leads to."""
    sweep()


@periodic_task(crontab(minute="29"))
def forget_order_exports() -> None:
    """Delete the exports of orders that are kept no longer."""
    keeping.expire(OrderExport)

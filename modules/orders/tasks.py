from core.queue import crontab, periodic_task
from modules.orders.documents.sweeping import sweep


@periodic_task(crontab(minute="23", hour="4"))
def sweep_documents() -> None:
    """Remove files of documents that no row leads to."""
    sweep()

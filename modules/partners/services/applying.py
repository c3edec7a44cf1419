"""The good rows of a list meet the catalogue: all of them in one transaction, or none."""

from django.db import transaction
from django.utils import timezone

from core.events.bus import publish
from modules.catalog import public as catalog
from modules.catalog.public import Applied
from modules.partners.events import PriceListApplied
from modules.partners.models import Feed, PriceList
from modules.partners.rules import Status
from modules.partners.services import steps
from modules.partners.services.spool import Spool


@transaction.atomic
def apply(job: PriceList, spool: Spool) -> None:
    """Put the rows into the catalogue, unless a newer list of the supplier is there already."""
    feed = Feed.objects.select_for_update().get(pk=job.supplier_id)
    if feed.applied_version > job.version:
        return steps.move(job, Status.SUPERSEDED)
    counts = _counts(catalog.apply_price_list(supplier_id=job.supplier_id, rows=spool, mode=job.mode))
    feed.applied_version = job.version
    feed.save(update_fields=["applied_version"])
    steps.move(job, Status.APPLIED, applied_at=timezone.now(), **counts)
    publish(PriceListApplied(price_list_id=job.pk, supplier_id=job.supplier_id, errors=job.errors, **counts))


def compare(job: PriceList, spool: Spool) -> None:
    """Count what the list would do, by doing it and undoing it: a dry run cannot disagree with the real one."""
    with transaction.atomic():
        applied = catalog.apply_price_list(supplier_id=job.supplier_id, rows=spool, mode=job.mode)
        transaction.set_rollback(True)
    steps.move(job, Status.REVIEW, **_counts(applied))


def _counts(applied: Applied) -> dict[str, int]:
    return {name: getattr(applied, name) for name in ("new", "changed", "same", "retired")}

"""A price list rolled back: the catalogue stands as it stood before it, and the list before it is the latest again."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from core.events.bus import publish
from modules.catalog import public as catalog
from modules.catalog.public import TakenBack
from modules.partners import selectors
from modules.partners.errors import IllegalStep, NotTheLatest, PriceListForgotten, ReviewByStaff
from modules.partners.events import PriceListRollbackDue, PriceListRolledBack
from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.rules import Status
from modules.partners.services import steps
from modules.partners.services.reviewing import may_decide
from modules.partners.services.weighing import warning

# So many rows are put back while somebody waits for the answer.
AT_ONCE = 2_000
OVERTAKEN = _("The list was not rolled back: a newer one had been applied by then.")
STANDS_NOT = gettext_lazy("Only an applied price list can be rolled back; this one is “%(now)s”.")
LEFT = _("Something of it was changed by others after the list, and was left as it is.")


def roll_back(*, price_list_id: int, by: int, as_staff: bool = False) -> None:
    """Put back what the supplier's latest applied list overwrote, in one transaction: a large one soon, else now.

    Raises ReviewByStaff (403), PriceListUnknown (404), IllegalStep, NotTheLatest and PriceListForgotten (409).
    """
    if not may_decide(as_staff=as_staff):
        raise ReviewByStaff
    job = selectors.any_price_list(price_list_id)
    _refuse(job)
    if job.new + job.changed + job.retired > AT_ONCE:
        _ask(job, by)
    else:
        catalog.take_back_list(supplier_id=job.supplier_id, list_id=job.pk, then=partial(_settle, job, by))


def carry_out(*, price_list_id: int) -> None:
    """Roll back a list that this was asked for; where a newer one stands by now, say so. Not in a transaction."""
    job = PriceList.objects.filter(pk=price_list_id, status=Status.APPLIED, rollback_asked_at__isnull=False).first()
    if job is None:
        return
    then = partial(_settle, job, job.rolled_back_by or 0)
    try:
        catalog.take_back_list(supplier_id=job.supplier_id, list_id=job.pk, then=then)
    except IllegalStep:
        return  # another worker has done it meanwhile
    except (NotTheLatest, PriceListForgotten):
        told = [*job.warnings, warning("rollback_refused", OVERTAKEN, 0)]
        steps.note(job, rollback_asked_at=None, rolled_back_by=None, warnings=told)


@transaction.atomic(savepoint=False)
def _ask(job: PriceList, by: int) -> None:
    Feed.objects.select_for_update().get(pk=job.supplier_id)
    job.refresh_from_db()
    _refuse(job)
    if job.rollback_asked_at is None:
        steps.note(job, rollback_asked_at=timezone.now(), rolled_back_by=by)
        publish(PriceListRollbackDue(price_list_id=job.pk, supplier_id=job.supplier_id))


def _refuse(job: PriceList) -> None:
    if job.status != Status.APPLIED:
        raise IllegalStep(STANDS_NOT, now=job.get_status_display(), then=Status.ROLLED_BACK.label)
    if job.forgotten_at:
        raise PriceListForgotten
    applied = PriceList.objects.filter(supplier_id=job.supplier_id, status=Status.APPLIED)
    if applied.filter(version__gt=job.version).exists():
        raise NotTheLatest


def _settle(job: PriceList, by: int, done: TakenBack) -> None:
    # Nobody else applies a list of this supplier's now, and what was applied meanwhile is seen.
    Feed.objects.select_for_update().get(pk=job.supplier_id)
    job.refresh_from_db()
    _refuse(job)
    told = [warning("changed_since", LEFT, done.left)] if done.left else []
    steps.move(
        job, Status.ROLLED_BACK, rolled_back_by=by, rolled_back_at=timezone.now(), warnings=[*job.warnings, *told]
    )
    publish(
        PriceListRolledBack(
            price_list_id=job.pk,
            supplier_id=job.supplier_id,
            restored=done.restored,
            retired=done.retired,
            returned=done.returned,
            left=done.left,
        )
    )

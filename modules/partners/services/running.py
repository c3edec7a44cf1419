"""Working price lists off: one at a time per supplier, in the order of their versions, from the start after a kill.

A delivery is only a doorbell: whoever is rung takes the supplier's feed and does all that waits there. Of two
that are rung at once the second finds the feed taken and leaves; the first looks again before it goes.
"""

import logging

from django.db import DataError, IntegrityError
from django.utils.translation import gettext_noop as _

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.models.price_lists import PriceList
from modules.partners.services import feeds, steps
from modules.partners.services.applying import apply

log = logging.getLogger("torg.partners")
# A file that kills its worker each time must not do so for ever.
MAX_RUNS = 5
# What the database refuses now it will refuse again, and who stumbles over a file does so each time; a lost connection
# is tried again by the outbox.
HOPELESS = (DataError, IntegrityError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


def work_off(*, supplier_id: int, worker: str) -> None:
    """Do all the price lists that wait for this supplier, unless another worker is at it."""
    while job := feeds.claim(supplier_id=supplier_id, worker=worker):
        _run(job)


def _run(job: PriceList) -> None:
    try:
        if job.runs > MAX_RUNS:
            raise UnreadablePriceList(
                "gave_up", _("The list could not be worked off in several attempts; it was given up.")
            )
        apply(job)
    except UnreadablePriceList as refused:
        steps.fail(job, refused.code, refused.detail, params=refused.params, line=refused.line)
    except HOPELESS:
        log.exception("price list %s cannot be applied", job.pk)
        steps.fail(job, "internal_error", _("The list could not be stored. The shop has been told."))

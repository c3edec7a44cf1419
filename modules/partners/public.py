"""What partners do for those above them: let somebody act for a supplier, bring a price list in at once."""

import time
from dataclasses import dataclass

from modules.partners import selectors
from modules.partners.services import suppliers
from modules.partners.services.running import work_off
from modules.partners.services.submitting import submit

_PATIENCE = 300  # seconds
_UNDER_WAY = {"queued", "parsing", "applying"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a price list ended: its status, why it failed (or ""), and its rows by what became of them."""

    status: str
    error: str
    new: int
    changed: int
    same: int
    retired: int
    errors: int


def join(*, user_id: int, supplier_id: int) -> None:
    """Let a person act for a supplier, and for no other."""
    suppliers.join(user_id=user_id, supplier_id=supplier_id)


def bring_in(*, supplier_id: int, name: str, content: bytes) -> Outcome:
    """Take a price list through the whole pipeline in this process; not inside a transaction.

    Where another process works on the supplier's lists just now, it is waited for, five minutes at most: the list is
    then still "queued", "parsing" or "applying".
    """
    job = submit(supplier_id=supplier_id, user_id=None, name=name, chunks=[content])
    deadline = time.monotonic() + _PATIENCE
    work_off(supplier_id=supplier_id, worker=f"in-process-{job.pk}")
    one = selectors.price_list(supplier_id=supplier_id, price_list_id=job.pk)
    while one.status in _UNDER_WAY and time.monotonic() < deadline:
        time.sleep(0.2)
        one = selectors.price_list(supplier_id=supplier_id, price_list_id=job.pk)
    error = f"{one.error_code}: {one.error_detail}" if one.error_code else ""
    return Outcome(one.status, error, one.new, one.changed, one.same, one.retired, one.errors)

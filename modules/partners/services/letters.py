"""Who is to be written to: one announcement a person, so that nobody waits for another's mailbox."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from core.events.bus import publish
from modules.partners import selectors
from modules.partners.events import (
    ApprovalLetterDue,
    PartLetterDue,
    PriceListLetterDue,
    ScheduleLetterDue,
    StaffLetterDue,
)
from modules.partners.rules import News


@transaction.atomic(savepoint=False)
def tell_of_parts(parts: Mapping[int, int], *, news: News, but: int | None = None, revision: int | None = None) -> None:
    """Promise a letter about each part (id -> its supplier's id) to all its supplier's people `but` whoever did it.

    `revision` is the number of the correction where that is the news.
    """
    for part_id, supplier_id in parts.items():
        people = [user_id for user_id in selectors.people_of(supplier_id) if user_id != but]
        publish(*(PartLetterDue(user_id, supplier_id, part_id, news.value, revision) for user_id in people))


@transaction.atomic(savepoint=False)
def tell_of_approval(*, supplier_id: int) -> None:
    """Promise everybody who acts for a supplier a letter that they may begin."""
    publish(*(ApprovalLetterDue(user_id, supplier_id) for user_id in selectors.people_of(supplier_id)))


@transaction.atomic(savepoint=False)
def tell_of_price_list(*, supplier_id: int, price_list_id: int, is_overtaken: bool = False) -> None:
    """Promise everybody who acts for a supplier a letter about a list that waits, has failed, or is overtaken."""
    people = selectors.people_of(supplier_id)
    publish(*(PriceListLetterDue(user_id, supplier_id, price_list_id, is_overtaken) for user_id in people))
    _tell_staff(supplier_id, price_list_id, is_overtaken)


@transaction.atomic(savepoint=False)
def tell_of_schedule(*, supplier_id: int) -> None:
    """Promise everybody who acts for a supplier a letter that its list could not be fetched."""
    publish(*(ScheduleLetterDue(user_id, supplier_id) for user_id in selectors.people_of(supplier_id)))
    _tell_staff(supplier_id, None)


def _tell_staff(supplier_id: int, price_list_id: int | None, is_overtaken: bool = False) -> None:
    """Where the staff decide about lists, they are to know of what stands still, too."""
    if settings.PRICE_LISTS_REVIEWED_BY == "staff" and settings.ADMIN_EMAIL:
        publish(StaffLetterDue(supplier_id, price_list_id, is_overtaken))

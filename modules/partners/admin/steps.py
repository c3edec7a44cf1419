"""What staff may do with a price list: have it applied, turn it down, take it back, send it in again."""

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.backoffice.buttons import Button
from modules.partners.models.price_lists import PriceList
from modules.partners.rules import UNFINISHED, Status
from modules.partners.services.repeating import again
from modules.partners.services.reviewing import approve, reject
from modules.partners.services.rolling_back import roll_back

APPROVE = Button(
    "approve",
    _("Apply it"),
    "check",
    "primary",
    question=_("Apply this list? It is read and compared again, and then the shop shows it."),
)
REJECT = Button("reject", _("Reject it"), "block", "danger", question=_("Reject this list? It then changes nothing."))
ROLL_BACK = Button(
    "rollback",
    _("Roll it back"),
    "undo",
    "danger",
    question=_("Roll this list back? Prices, quantities and texts become what they were before it."),
)
AGAIN = Button(
    "again",
    _("Again"),
    "refresh",
    question=_("Take this list in again, as the newest one? What has an address is fetched anew."),
)


def possible(one: PriceList, *, is_latest: bool, may_import: bool) -> list[Button]:
    """Return the steps that make sense with a list as it stands."""
    found = [APPROVE, REJECT] if one.status == Status.REVIEW else []
    if one.status == Status.APPLIED and is_latest and not one.forgotten_at and not one.is_rolling_back:
        found.append(ROLL_BACK)
    stands = one.status == Status.REVIEW or (one.status == Status.APPLIED and is_latest)
    is_there = bool(one.url) or (bool(one.size) and not one.forgotten_at)
    if may_import and is_there and not stands and one.status not in UNFINISHED:
        found.append(AGAIN)
    return found


def rolled_back(one: PriceList) -> str:
    """Return what to say when a list was asked to be rolled back: a large one is so later."""
    one.refresh_from_db()
    if one.is_rolling_back:
        return gettext("The list is being rolled back; this page shows when it is done.")
    return gettext("The list is rolled back: what it had changed is as it was before.")


def make(one: PriceList, step: str, by: int) -> tuple[str, int]:
    """Make a step; return what to say of it, and the id of the list to look at then."""
    match step:
        case "approve":
            approve(price_list_id=one.pk, by=by, as_staff=True)
            return gettext("The list is being applied; this page shows how it goes."), one.pk
        case "reject":
            reject(price_list_id=one.pk, by=by, as_staff=True)
            return gettext("The list is rejected."), one.pk
        case "rollback":
            roll_back(price_list_id=one.pk, by=by, as_staff=True)
            return rolled_back(one), one.pk
        case "again":
            return gettext("The list is taken in again; this page shows how it goes."), again(
                price_list_id=one.pk, by=by
            ).pk
        case _:
            raise Http404

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


class SupplierNotApproved(Forbidden):
    code = "supplier_not_approved"
    message = _("Your company has not been approved yet; you will get a mail when it is.")


class SupplierUnknown(NotFound):
    message = _("There is no such supplier.")


class PriceListUnknown(NotFound):
    message = _("There is no such price list.")


class ReviewByStaff(Forbidden):
    code = "review_by_staff"
    message = _("Price lists are approved, rejected and rolled back by the shop's staff.")


class PriceListOvertaken(Conflict):
    """It waited for so long that a newer one of its supplier's has taken its place: `superseded_by`, where known."""

    code = "price_list_overtaken"
    message = _("A newer price list has taken the place of this one; send it again if it is meant.")


class NotTheLatest(Conflict):
    code = "not_the_latest"
    message = _("Roll back the newer price lists first: only the one that was applied last can be rolled back.")


class PriceListForgotten(Conflict):
    code = "price_list_forgotten"
    message = _("The price list is too old to be rolled back: what stood before it is no longer kept.")


class PriceListFileGone(Conflict):
    code = "price_list_file_gone"
    message = _("The file of this price list is no longer kept; it has to be sent again by whoever has it.")


class IllegalStep(Conflict):
    code = "illegal_transition"
    message = _("A price list that is “%(now)s” cannot become “%(then)s”.")


class UrlRefused(Invalid):
    """422: nothing is ever fetched from this address; `detail` says why."""

    code = "url_refused"
    message = _("Nothing is fetched from this address.")

    def __init__(self, detail: str | Promise | None = None) -> None:
        super().__init__(detail, field="url")


class NoSchedule(NotFound):
    message = _("No list is fetched by itself.")


class ExportUnknown(NotFound):
    message = _("There is no such export, or it is not kept any more.")


class FeedNotMade(Unavailable):
    """503: the feed is being made for the first time."""

    message = _("The feed is being made. Ask again in a minute.")
    retry_after = 30

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Forbidden, NotFound


class SupplierNotApproved(Forbidden):
    code = "supplier_not_approved"
    message = _("Your company has not been approved yet; you will get a mail when it is.")


class SupplierUnknown(NotFound):
    message = _("There is no such supplier.")


class PriceListUnknown(NotFound):
    message = _("There is no such price list.")


class IllegalStep(Conflict):
    code = "illegal_transition"
    message = _("A price list that is “%(now)s” cannot become “%(then)s”.")

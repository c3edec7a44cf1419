"""How carts refuse."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound


class UnknownItem(NotFound):
    """There is no such line, or it lies in another cart."""

    message = _("There is no such line in your cart.")


class UnknownGoods(Invalid):
    """Facts: `ids`, as the catalogue says it of several."""

    code = "unknown_offer"
    message = _("There is no such product or offer.")


class GoodsUnavailable(Conflict):
    """Facts: `names`, as the catalogue says it of several."""

    code = "unavailable"
    message = _("These goods are no longer sold.")


class OneOfTwo(Invalid):
    code = "product_or_offer"
    message = _("Give either product_id or offer_id.")


class TooMany(Invalid):
    code = "quantity_too_large"
    message = _("A line takes at most %(limit)s pieces.")


class CartFull(Conflict):
    code = "cart_full"
    message = _("A cart takes at most %(limit)s lines.")


# Why a line of a quick addition was not added.
NOT_ADDED = {
    "invalid_line": _("A line is a sku and a quantity, and nothing else."),
    "invalid_sku": _("A code is a text of at most 255 characters, in one line."),
    "invalid_quantity": _("A quantity is a whole number from 1."),
    "unknown_sku": _("Nothing is sold under this code."),
    "ambiguous_sku": _("Several products go by this code: choose one."),
    "unavailable": _("These goods are no longer sold."),
    "quantity_too_large": _("That is more than a line takes."),
    "cart_full": _("The cart has no room for another line."),
}

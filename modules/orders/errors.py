"""How orders refuse."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Forbidden, Invalid, NotFound
from modules.catalog import errors as catalog


class UnknownOrder(NotFound):
    """There is no such order, or it is somebody else's."""

    message = _("There is no such order.")


class IllegalTransition(Conflict):
    code = "illegal_transition"
    message = _("The order cannot go from “%(from)s” to “%(to)s”.")


class NotYourStep(Forbidden):
    code = "step_forbidden"
    message = _("A buyer may only cancel an order, and only while it is pending or confirmed.")


class PriceChanged(Conflict):
    """The expected total no longer holds; the facts are the new quote."""

    code = "price_changed"
    message = _("The total is now %(total)s %(currency)s.")


class BelowMinimum(Invalid):
    code = "below_minimum"
    message = _("The goods come to %(subtotal)s %(currency)s; the minimum is %(minimum)s.")


class TotalTooLarge(Invalid):
    code = "total_too_large"
    message = _("An order of this size cannot be taken; divide it.")


class MixedCurrencies(Invalid):
    code = "mixed_currencies"
    message = _("Goods priced in different currencies cannot stand in one order.")


class AddressRequired(Invalid):
    code = "address_required"
    message = _("Give either contact_id or address.")


class CartEmpty(Conflict):
    code = "cart_empty"
    message = _("The cart is empty.")


class NoCart(Conflict):
    code = "no_cart"
    message = _("This shop has no carts.")


# Whatever the way to an order, this is how it may be refused.
PLACING = (
    catalog.UnknownOffer,
    catalog.DuplicateProduct,
    catalog.OfferUnavailable,
    catalog.SupplierClosed,
    catalog.InsufficientStock,
    AddressRequired,
    BelowMinimum,
    CartEmpty,
    MixedCurrencies,
    PriceChanged,
    TotalTooLarge,
)

"""How orders refuse."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from core.money import unit, written
from modules.catalog import errors as catalog


class OfAmounts:
    """A refusal whose sentence writes amounts as letters do; the facts themselves stay as the API has them."""

    args: tuple[Any, ...]
    facts: dict[str, Any]
    AMOUNTS = ("subtotal", "delivery", "total", "minimum", "expected_total")

    @property
    def detail(self) -> str:
        said = {name: written(Decimal(self.facts[name])) for name in self.AMOUNTS if name in self.facts}
        return str(self.args[0]) % {**self.facts, **said, "currency": unit(self.facts["currency"])}


class UnknownOrder(NotFound):
    """There is no such order, or it is somebody else's."""

    message = _("There is no such order.")


class UnknownRevision(NotFound):
    message = _("The document has no such revision.")


class PackingListTooEarly(Conflict):
    """The supplier has not taken the part on, or it was cancelled: the paper leads to the buyer."""

    code = "packing_list_too_early"
    message = _("There is a packing list once the supplier has confirmed its part, and while it is not cancelled.")


class IllegalTransition(Conflict):
    code = "illegal_transition"
    message = _("The order cannot go from “%(from)s” to “%(to)s”.")


class NotYourStep(Forbidden):
    code = "step_forbidden"
    message = _("A buyer may only cancel an order, and only while every part of it is pending or confirmed.")
    of_part = _(
        "The part of “%(supplier)s” is already “%(status)s”: a buyer may cancel an order only while every part of it "
        "is pending or confirmed."
    )


class OrderChanged(Conflict):
    """Somebody corrected the order since it was looked at; the fact is its present `revision`."""

    code = "order_changed"
    message = _("The order was corrected meanwhile: look at it again. Its revision is now %(revision)s.")


class PartClosed(Conflict):
    """The goods have left, or their part was cancelled; the fact is the `supplier`'s name."""

    code = "part_closed"
    message = _("What “%(supplier)s” has shipped, or what was cancelled, can no longer be corrected.")


class NoOpenPart(Conflict):
    """Goods to be added would need a part of their own; the fact is the `supplier`'s name, or names."""

    code = "no_open_part"
    message = _(
        "“%(supplier)s” has nothing in this order that is still on the shelf: place another order for these goods."
    )


class NothingLeft(Conflict):
    code = "nothing_left"
    message = _("No goods would be left in the order: cancel it instead.")


class NothingChanged(Invalid):
    code = "nothing_changed"
    message = _("This correction changes nothing.")


class ExportTooLarge(TooLarge):
    """More orders than one file takes, or than a workbook takes for which one waits; the fact is that `limit`."""

    code = "export_too_large"
    message = _("A file takes at most %(limit)s orders: narrow them down.")


class UnknownExport(NotFound):
    message = _("There is no such export, or its file is not there yet, or no longer.")


class UnknownLine(Invalid):
    code = "unknown_line"
    message = _("The order has no such line.")


class PriceChanged(OfAmounts, Conflict):
    """The expected total no longer holds; the facts are the new quote."""

    code = "price_changed"
    message = _("The total is now %(total)s %(currency)s.")


class BelowMinimum(OfAmounts, Invalid):
    """The goods, or those of the `supplier` that the facts name, come to less than is delivered."""

    code = "below_minimum"
    message = _("The goods come to %(subtotal)s %(currency)s; the minimum is %(minimum)s %(currency)s.")
    of_supplier = _(
        "Of “%(supplier)s” the goods come to %(subtotal)s %(currency)s; its minimum is %(minimum)s %(currency)s."
    )


class TotalTooLarge(Invalid):
    code = "total_too_large"
    message = _("An order of this size cannot be taken; divide it.")


class MixedCurrencies(Invalid):
    code = "mixed_currencies"
    message = _("Goods priced in different currencies cannot stand in one order.")


class AddressRequired(Invalid):
    code = "address_required"
    message = _("Give either contact_id or address.")


class AddressGivenTwice(Invalid):
    code = "address_given_twice"
    message = _("Give contact_id or address, not both.")


class UnknownContact(Invalid):
    """The person has no such contact: there is none, or it is somebody else's."""

    code = "unknown_contact"
    message = _("You have no such contact.")


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
    AddressGivenTwice,
    AddressRequired,
    BelowMinimum,
    CartEmpty,
    MixedCurrencies,
    PriceChanged,
    TotalTooLarge,
    UnknownContact,
)

# However an order is corrected, this is how it may be refused.
CORRECTING = (
    catalog.UnknownOffer,
    catalog.DuplicateProduct,
    catalog.OfferUnavailable,
    catalog.SupplierClosed,
    catalog.InsufficientStock,
    MixedCurrencies,
    NoOpenPart,
    NothingChanged,
    NothingLeft,
    OrderChanged,
    PartClosed,
    TotalTooLarge,
    UnknownLine,
)

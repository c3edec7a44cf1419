"""What the catalogue refuses, in its own words."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, TooLarge


class UnknownOffer(Invalid):
    code = "unknown_offer"
    message = _("There is no such product or offer: %(ids)s.")


class DuplicateProduct(Invalid):
    code = "duplicate_product"
    message = _("A product or offer is named twice.")


class OfferUnavailable(Conflict):
    code = "unavailable"
    message = _("No longer on sale: %(names)s.")


class SupplierClosed(Conflict):
    code = "supplier_closed"
    message = _("These suppliers take no orders at present: %(names)s.")


class InsufficientStock(DomainError):
    """Facts: `stock` (a sentence) and `details` (product_id, offer_id, available, requested of each short line)."""

    code = "insufficient_stock"
    message = _("There is not enough in stock.")


class CategoryUnknown(Invalid):
    code = "category_unknown"
    message = _("There is no such category.")


class CategoryCircle(Invalid):
    code = "category_circle"
    message = _("A category cannot stand inside itself.")


class CategoryInUse(Conflict):
    code = "category_in_use"
    message = _("The category holds products: move or hide them instead of deleting it.")


class SlugTaken(Conflict):
    code = "slug_taken"
    message = _("The address “%(slug)s” is taken.")


class AttributeTypeMismatch(Invalid):
    code = "attribute_type"
    message = _("The attribute “%(name)s” is of type %(expected)s.")


class AttributeUnknown(Invalid):
    code = "attribute_unknown"
    message = _("There is no such attribute.")


class PriceRequired(Invalid):
    code = "price_required"
    message = _("The house has no offer for this product yet: name a price.")


class NoSuchSupplier(NotFound):
    message = _("There is no such supplier.")


class ProductMerged(NotFound):
    """Facts: `merged_into`, the id of the product that this one turned out to be."""

    code = "product_merged"
    message = _("This product is another one now: number %(merged_into)s.")


class MergedIntoItself(Invalid):
    code = "merged_into_itself"
    message = _("A product cannot be merged into itself.")


class NothingLeft(Conflict):
    code = "nothing_left"
    message = _("At least one offer stays with the product: without any there is nothing to tell apart.")


class PictureUnreadable(Invalid):
    """By its content, whatever its name and media type say."""

    code = "picture_unreadable"
    message = _("This is no picture in PNG, JPEG, WebP or GIF, or it is broken.")


class PictureTooLarge(TooLarge):
    code = "picture_too_large"
    message = _("The picture has more than %(most)s bytes.")


class PictureTooManyPixels(Invalid):
    code = "picture_too_many_pixels"
    message = _("The picture has more than %(most)s pixels.")


class TooManyPictures(Conflict):
    code = "too_many_pictures"
    message = _("A product has at most %(most)s pictures.")


class UnknownPicture(Invalid):
    code = "unknown_picture"
    message = _("There is no such picture, or it belongs to another product: %(names)s.")


class NotReceived(Forbidden):
    """Only who got a product has a word about it."""

    code = "not_received"
    message = _("Only buyers who have received the product may review it.")


class AlreadyReviewed(Conflict):
    code = "already_reviewed"
    message = _("You have reviewed this product already: change your review instead.")


class ReviewHeldBack(Conflict):
    code = "review_held_back"
    message = _("The review was rejected: change it, and it will be looked at again.")


class ReasonMissing(Invalid):
    code = "reason_missing"
    message = _("Say why: its author reads it beside their review.")

"""How wishlists refuse."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Invalid, NotFound


class UnknownWish(NotFound):
    """There is no such wish, or it is somebody else's."""

    message = _("There is no such wish on your list.")


class UnknownProduct(Invalid):
    code = "unknown_product"
    message = _("There is no such product to wish for.")


class AlreadyWished(Conflict):
    code = "already_wished"
    message = _("This product is on your list already.")


class WishlistFull(Conflict):
    code = "wishlist_full"
    message = _("A list takes at most %(limit)s wishes.")

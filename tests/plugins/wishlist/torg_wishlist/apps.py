from django.utils.translation import gettext_lazy as _

from core.module import Module


class WishlistModule(Module):
    """What a buyer would like to have, ticked off once it is ordered."""

    name = "torg_wishlist"
    label = "wishlist"
    requires = ("catalog", "orders")
    verbose_name = _("Wishlists")

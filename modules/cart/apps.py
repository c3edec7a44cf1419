from django.utils.translation import gettext_lazy as _

from core.module import Module


class CartConfig(Module):
    """A basket, a guest's or a person's, and the checkout that makes it an order."""

    name = "modules.cart"
    requires = ("catalog", "orders")
    verbose_name = _("Carts")

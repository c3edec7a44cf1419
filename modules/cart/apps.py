from django.utils.translation import gettext_lazy as _

from core.module import Module


class CartConfig(Module):
    name = "modules.cart"
    requires = ("catalog", "orders")
    verbose_name = _("Carts")

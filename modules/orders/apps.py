from django.utils.translation import gettext_lazy as _

from core.module import Module


class OrdersConfig(Module):
    name = "modules.orders"
    requires = ("catalog",)
    verbose_name = _("Orders")

from django.utils.translation import gettext_lazy as _

from core.module import Module


class OrdersConfig(Module):
    """What was agreed: orders, their steps, their invoices."""

    name = "modules.orders"
    requires = ("catalog",)
    verbose_name = _("Orders")

from django.utils.translation import gettext_lazy as _

from core.module import Module


class PartnersModule(Module):
    """The suppliers' side: price lists, own parts of orders, and the terms that staff set."""

    name = "modules.partners"
    verbose_name = _("Partners")
    requires = ("catalog", "orders")

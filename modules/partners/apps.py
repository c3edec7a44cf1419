from django.utils.translation import gettext_lazy as _

from core.module import Module


class PartnersModule(Module):
    name = "modules.partners"
    verbose_name = _("Partners")
    requires = ("catalog", "orders")

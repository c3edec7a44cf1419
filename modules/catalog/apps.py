from django.utils.translation import gettext_lazy as _

from core.module import Module


class CatalogModule(Module):
    """What there is: categories, products with their suppliers' offers, and the suppliers."""

    name = "modules.catalog"
    verbose_name = _("Catalogue")

from django.utils.translation import gettext_lazy as _

from core.module import Module


class CatalogModule(Module):
    name = "modules.catalog"
    verbose_name = _("Catalogue")

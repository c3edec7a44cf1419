from django.utils.translation import gettext_lazy as _

from core.module import Module


class NewmoduleModule(Module):
    name = "modules.newmodule"
    requires = ()
    verbose_name = _("New module")

from django.utils.translation import gettext_lazy as _

from core.module import Module


class NewmoduleModule(Module):
    """Short entries that a person writes down and takes out again."""

    name = "modules.newmodule"
    requires = ()
    verbose_name = _("New module")

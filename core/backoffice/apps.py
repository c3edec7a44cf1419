from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from core.module import Module


class Backoffice(AppConfig):
    """Stands before django-unfold, so that templates and words of ours come first."""

    name = "core.backoffice"
    verbose_name = _("Back office")
    default = True


class Admin(admin.AdminConfig):
    """Django's admin, on our site; a module's `admin` may be a folder, every file of which is read."""

    default = False
    default_site = "core.backoffice.site.Site"

    def ready(self) -> None:
        super().ready()
        for app in apps.get_app_configs():
            if isinstance(app, Module) and module_has_submodule(app.module, "admin"):
                _read_folder(import_module(f"{app.name}.admin"))


def _read_folder(pages: ModuleType) -> None:
    for found in iter_modules(getattr(pages, "__path__", ())):
        import_module(f"{pages.__name__}.{found.name}")

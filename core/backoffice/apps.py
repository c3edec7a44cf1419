from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class Backoffice(AppConfig):
    """Stands before django-unfold, so that templates and words of ours come first."""

    name = "core.backoffice"
    verbose_name = _("Back office")
    default = True


class Admin(admin.AdminConfig):
    """Django's admin, on our site."""

    default = False
    default_site = "core.backoffice.site.Site"

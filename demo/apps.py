from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """A shop to look at: it stands above every module and none knows of it."""

    name = "demo"
    verbose_name = _("Demo shop")

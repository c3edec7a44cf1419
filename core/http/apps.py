from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HttpConfig(AppConfig):
    name = "core.http"
    verbose_name = _("HTTP")
    default_auto_field = "django.db.models.BigAutoField"

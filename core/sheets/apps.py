from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Sheets(AppConfig):
    name = "core.sheets"
    verbose_name = _("Files of rows")

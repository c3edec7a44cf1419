from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    """The frame that every module's letters stand in (`templates/mail`), and the journal of those about a thing."""

    name = "core.mailing"
    verbose_name = _("Letters")
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class MailingConfig(AppConfig):
    """The frame that every module's letters stand in (`templates/mail`)."""

    name = "core.mailing"

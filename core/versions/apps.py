from django.apps import AppConfig


class VersionsConfig(AppConfig):
    name = "core.versions"
    default_auto_field = "django.db.models.BigAutoField"

from django.utils.translation import gettext_lazy as _

from core.module import Module


class AccountsConfig(Module):
    """Who somebody is: registration, sign-in, profile, contacts."""

    name = "core.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

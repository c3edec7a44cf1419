from django.utils.translation import gettext_lazy as _

from core.module import Module


class AccountsConfig(Module):
    name = "core.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

"""Forms that people sign in with, on pages and in the admin."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from core.accounts.errors import EmailNotConfirmed
from core.accounts.models import User
from core.accounts.services.attempts import verify
from core.errors import DomainError
from core.http.addresses import client_address


class SignInForm(AuthenticationForm):
    """By e-mail or user name, with the same waits after failures as the API's sign-in."""

    def clean(self) -> dict[str, Any]:
        login, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if login and password:
            address = client_address(self.request) if self.request else ""
            try:
                self.user_cache = verify(login=login, password=password, address=address)
            except DomainError as refused:
                raise ValidationError(refused.detail, code=refused.code) from None
            self.confirm_login_allowed(self.user_cache)
        return dict(self.cleaned_data)

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if user.confirmed_at is None:
            raise ValidationError(EmailNotConfirmed.message, code=EmailNotConfirmed.code)

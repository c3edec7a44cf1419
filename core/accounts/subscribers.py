from core.accounts import mails
from core.accounts.events import ConfirmationAsked, PasswordResetAsked, RegistrationRepeated
from core.accounts.models import User
from core.events.bus import subscribe


@subscribe(ConfirmationAsked, outside=True)
def mail_confirmation(event: ConfirmationAsked, delivery: str) -> None:
    user = User.objects.filter(pk=event.user_id, is_active=True, confirmed_at=None).first()
    if user:
        mails.send_confirmation(user, delivery=delivery)


@subscribe(RegistrationRepeated, outside=True)
def mail_registration_repeated(event: RegistrationRepeated, delivery: str) -> None:
    user = User.objects.filter(pk=event.user_id, is_active=True).first()
    if user:
        mails.send_registration_repeated(user, delivery=delivery)


@subscribe(PasswordResetAsked, outside=True)
def mail_password_reset(event: PasswordResetAsked, delivery: str) -> None:
    user = User.objects.filter(pk=event.user_id, is_active=True).first() if event.user_id else None
    if user and user.confirmed_at:
        mails.send_password_reset(user, delivery=delivery)
    elif user:  # there is no password to lose before the e-mail is confirmed
        mails.send_confirmation(user, delivery=delivery)

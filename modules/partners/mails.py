from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.accounts.public import person
from modules.partners import selectors


def send_approval(supplier_id: int, *, key: str) -> None:
    """Tell everybody who acts for a supplier, each in their own language, that they may begin."""
    name = selectors.terms_of(supplier_id).name
    for user_id in selectors.people_of(supplier_id):
        one = person(user_id)
        with override(one.language or settings.LANGUAGE_CODE):
            _approval(one.email, name, key).send()


def _approval(to: str, name: str, key: str) -> EmailMessage:
    body = _(
        "“%(name)s” has been approved.\n\n"
        "You can sign in and send price lists now: %(url)s\n"
        "What buyers order from you appears under your orders."
    ) % {"name": name, "url": settings.PUBLIC_URL}
    subject = _("%(name)s may sell now") % {"name": name}
    # The same key on a repeat lets a mail system show the message once.
    return EmailMessage(subject, body, to=[to], headers={"Message-ID": f"<{key}.{to.replace('@', '.')}@torg>"})

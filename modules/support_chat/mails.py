"""Letters of the support desk, in the customer's own language."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.accounts.public import Person
from core.mailing.letters import send


def tell_of_answer(conversation_id: int, subject: str, texts: Sequence[str], *, to: Person, key: str) -> None:
    """Tell a customer who has been away what the desk has answered, and where to go on."""
    link = settings.SUPPORT_URL.replace("{conversation}", str(conversation_id))
    with override(to.language or settings.LANGUAGE_CODE):
        title = _("An answer for you: %(subject)s") % {"subject": subject}
        known = {"about": subject, "link": link, "texts": [text for text in texts if text.strip()]}
        send("support_chat/mail_answer", known, subject=title, to=to.email, key=key)

"""What the support chat answers when somebody asks what is kept about them, or leaves; and what it tells of itself."""

from django.utils.translation import gettext as _

from core.ports import Reading, Row, erases_person, exports_person, gauge
from modules.support_chat.models.conversations import Message
from modules.support_chat.rules.states import Status
from modules.support_chat.selectors import conversations as selectors
from modules.support_chat.services import privacy


@exports_person("support_chat")
def export(user_id: int) -> list[Row]:
    """Return what was said in a person's conversations, by either side, and what they said as an agent."""
    said = Message.objects.filter(conversation__customer_id=user_id) | Message.objects.filter(author_id=user_id)
    rows = said.select_related("conversation").order_by("conversation_id", "seq")
    return [
        {
            "conversation": one.conversation.subject,
            "about": one.conversation.about_title,
            "seq": one.seq,
            "side": one.side,
            "text": one.text,
            "sent_at": one.created_at,
        }
        for one in rows
    ]


@erases_person("support_chat")
def erase(user_id: int) -> None:
    privacy.erase_customer(user_id=user_id)


@gauge("support_conversations")
def living() -> Reading:
    counts = selectors.counts()
    return Reading(
        _("Conversations that are not resolved."), {str(one): counts.get(one, 0) for one in _LIVING}, "status"
    )


_LIVING = (Status.OPEN.value, Status.PENDING.value)

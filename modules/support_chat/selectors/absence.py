"""Who has not seen what was said to them."""

from dataclasses import dataclass

from modules.support_chat.models.conversations import Conversation, Message
from modules.support_chat.rules.states import Side


@dataclass(frozen=True, slots=True)
class Missed:
    """What a customer has missed in a conversation: the texts in their order, and the number of the last one."""

    conversation_id: int
    customer_id: int
    subject: str
    texts: tuple[str, ...]
    last_seq: int


MOST = 10


def missed(conversation_id: int, seq: int) -> Missed | None:
    """Return what an absent customer is to be written of, None where message `seq` has reached them or was told of."""
    conversation = Conversation.objects.filter(pk=conversation_id).first()
    if conversation is None:
        return None
    seen = max(conversation.customer_read_seq, conversation.customer_delivered_seq, conversation.mailed_seq)
    if seq <= seen:
        return None
    said = Message.objects.filter(conversation=conversation, side=Side.AGENT, deleted_at=None)
    news = list(said.filter(seq__gt=seen).order_by("seq")[:MOST])
    if not news:
        return None
    texts = tuple(one.text for one in news)
    return Missed(conversation.pk, conversation.customer_id, conversation.subject, texts, conversation.last_seq)

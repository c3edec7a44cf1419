"""Reading: what each side has seen of the other's, kept as the highest number it has named."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from modules.support_chat.models.conversations import Conversation, Message, Receipt
from modules.support_chat.rules.states import Side
from modules.support_chat.selectors.conversations import side_of
from modules.support_chat.selectors.locking import locked
from modules.support_chat.selectors.views import ReadReceipt, author_of, told
from modules.support_chat.services.telling import tell_both


@transaction.atomic(savepoint=False)
def read(*, conversation_id: int, user_id: int, is_agent: bool, up_to_seq: int) -> Conversation:
    """Note that somebody has read up to a message; a lower number than before changes nothing."""
    conversation = locked(conversation_id, user_id=user_id, is_agent=is_agent)
    side, up_to = side_of(conversation, user_id), min(up_to_seq, conversation.last_seq)
    receipt, _made = Receipt.objects.get_or_create(conversation=conversation, user_id=user_id, defaults={"side": side})
    if up_to <= receipt.read_seq:
        return conversation
    receipt.read_seq, receipt.read_at = up_to, timezone.now()
    receipt.save(update_fields=["read_seq", "read_at"])
    name = "customer_read_seq" if side == Side.CUSTOMER else "desk_read_seq"
    setattr(conversation, name, max(up_to, getattr(conversation, name)))
    recount(conversation)
    reader = author_of(User.objects.get(pk=user_id), side)
    said = ReadReceipt(conversation.pk, reader, up_to, receipt.read_at)
    tell_both(conversation, ("receipt.read", told(said)))
    return conversation


def recount(conversation: Conversation) -> None:
    """Count anew what each side has not read, and save it."""
    living = Message.objects.filter(conversation=conversation, deleted_at=None)
    unread = living.filter(side=Side.AGENT, seq__gt=conversation.customer_read_seq)
    conversation.customer_unread = unread.count()
    conversation.desk_unread = living.filter(side=Side.CUSTOMER, seq__gt=conversation.desk_read_seq).count()
    names = ["customer_read_seq", "desk_read_seq", "customer_unread", "desk_unread"]
    conversation.save(update_fields=names)


@transaction.atomic(savepoint=False)
def note_delivered(*, up_to: Mapping[int, int]) -> None:
    """Note what has reached a customer: conversation id -> number of the message; the highest one stays."""
    for id, seq in sorted(up_to.items()):
        known = Conversation.objects.filter(pk=id, customer_delivered_seq__lt=seq)
        known.update(customer_delivered_seq=seq)


def note_mailed(*, conversation_id: int, up_to_seq: int) -> None:
    """Note up to which message a letter has told the customer."""
    known = Conversation.objects.filter(pk=conversation_id, mailed_seq__lt=up_to_seq)
    known.update(mailed_seq=up_to_seq)

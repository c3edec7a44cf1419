"""A desk with a past: thousands of conversations at once, for what has to stay quick with them.

Written by set, past the services: `filled(count)` in a shell or a test.
"""

import uuid
from datetime import timedelta

from django.utils import timezone

from core.accounts.models import User
from modules.support_chat.models.conversations import Conversation, Message
from modules.support_chat.rules.states import Side, Status

CUSTOMERS = 200
SAID = 4
SUBJECTS = ("Где мой заказ?", "Не подходит размер", "Счёт для бухгалтерии", "Привезли не то", "Когда будет скидка?")


def filled(count: int) -> None:
    """Make so many conversations: half of them done with, of the others three in four with somebody who waits."""
    people = [User(email=f"crowd{number}@buyer.example", first_name="Покупатель") for number in range(CUSTOMERS)]
    customers = User.objects.bulk_create(people)
    made = [_conversation(number, customers[number % CUSTOMERS]) for number in range(count)]
    conversations = Conversation.objects.bulk_create(made, batch_size=1000)
    said = (message for one in conversations for message in _messages(one))
    Message.objects.bulk_create(said, batch_size=2000)


def _conversation(number: int, customer: User) -> Conversation:
    moment = timezone.now() - timedelta(minutes=number)
    resolved, waits = number % 2 == 1, number % 8 != 0
    return Conversation(
        customer=customer,
        subject=f"{SUBJECTS[number % len(SUBJECTS)]} {number}",
        status=Status.RESOLVED if resolved else Status.OPEN,
        resolved_at=moment if resolved else None,
        about_kind="order",
        about_id=number + 1,
        about_title=f"T-{200_000 + number}",
        last_seq=SAID,
        desk_unread=0 if resolved else SAID,
        created_at=moment - timedelta(hours=1),
        last_message_at=moment,
        waiting_since=moment if waits and not resolved else None,
    )


def _messages(conversation: Conversation) -> list[Message]:
    return [
        Message(
            conversation=conversation,
            seq=seq,
            author_id=conversation.customer_id,
            side=Side.CUSTOMER,
            text=f"Сообщение {seq} о деле {conversation.subject}",
            client_msg_id=uuid.uuid4(),
            created_at=conversation.last_message_at - timedelta(minutes=SAID - seq),
        )
        for seq in range(1, SAID + 1)
    ]

"""`python -m bench.talkers COUNT`: customers with a conversation each and an agent, in the shop that is measured.

Prints the agent's access token, and each customer's with the id of their conversation.
"""

import json
import os
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")


def main(count: int) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from core.accounts import tokens
    from core.accounts.models import Session, User
    from modules.support_chat.models.conversations import Conversation

    now = timezone.now()
    emails = ["agent@bench.example", *(f"talker{number}@bench.example" for number in range(count))]
    people = [User(email=email, role="buyer", confirmed_at=now) for email in emails]
    people[0].role = "agent"
    User.objects.bulk_create(people)
    sessions = [Session(user=one, used_at=now, expires_at=now + timedelta(days=1)) for one in people]
    Session.objects.bulk_create(sessions)
    talks = [Conversation(customer=one, subject="?", created_at=now, last_message_at=now) for one in people[1:]]
    Conversation.objects.bulk_create(talks)
    agent, *customers = [
        tokens.pair(user_id=one.user_id, session=one.pk, epoch=one.user.epoch, generation=0).access for one in sessions
    ]
    told = [[token, talk.pk] for token, talk in zip(customers, talks, strict=True)]
    print(json.dumps({"agent": agent, "customers": told}))


if __name__ == "__main__":
    main(int(sys.argv[1]))

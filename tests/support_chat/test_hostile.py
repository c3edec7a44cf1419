"""What is hostile stays text, whoever looks at it: the admin, letters, files; and agents who are all at once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.accounts.models import User
from modules.support_chat.errors import ConversationTaken
from modules.support_chat.models.conversations import Conversation
from modules.support_chat.models.replies import CannedReply
from modules.support_chat.rules.contents import media_type
from modules.support_chat.services import conversations
from tests.support_chat.conftest import say
from tests.support_chat.test_refusals import PDF, told, upload

pytestmark = pytest.mark.django_db(transaction=True)
ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
RAW = ("<script>alert", "<img src=x")


def test_ten_agents_take_at_once(person: Callable[..., Any], begun: Any) -> None:
    agents = [person(role="agent").pk for _ in range(10)]
    ready, owners, late = threading.Barrier(10), list[int](), list[int]()

    def take(agent_id: int) -> None:
        ready.wait(60)
        try:
            conversations.take(conversation_id=begun["id"], agent_id=agent_id)
            owners.append(agent_id)
        except ConversationTaken:
            late.append(agent_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(agent_id,)) for agent_id in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(owners), len(late)) == (1, 9)
    assert Conversation.objects.get().assigned_to_id == owners[0]


def test_attacks_are_text_in_the_admin_and_in_letters(
    person: Callable[..., Any], settings: Any, work: Any, client: Client
) -> None:
    settings.SUPPORT_ABSENT_AFTER = settings.SUPPORT_ABSENT_AFTER * 0
    buyer = person(first_name=ATTACK[:100])
    agent = person(role="agent", first_name=ATTACK[:100], is_superuser=True, is_staff=True)
    begun = buyer.api.post("support/conversations/", {"subject": ATTACK}).json()
    assert begun["subject"] == ATTACK
    say(buyer, begun, ATTACK, attachment_ids=[upload(buyer, PDF, f"{ATTACK}.pdf").json()["id"]])
    say(agent, begun, ATTACK)
    agent.api.post(f"support/conversations/{begun['id']}/notes/", {"text": ATTACK})
    reply = CannedReply.objects.create(title=ATTACK, text=ATTACK)
    client.force_login(User.objects.get(pk=agent.pk))
    pages = [
        reverse("admin:support_chat_conversation_changelist"),
        reverse("admin:support_chat_conversation_change", args=[begun["id"]]),
        reverse("admin:support_chat_cannedreply_changelist"),
        reverse("admin:support_chat_cannedreply_change", args=[reply.pk]),
    ]
    for page in pages:
        answer = client.get(page)
        shown = answer.content.decode()
        assert answer.status_code == 200, page
        assert "&lt;script&gt;alert(1)" in shown, page
        assert not [raw for raw in RAW if raw in shown], page
        assert "Content-Security-Policy" in answer, page
    work()
    (letter,) = [letter for letter in mail.outbox if letter.to == [buyer.email]]
    html = letter.alternatives[0][0]
    assert "&lt;script&gt;alert(1)" in html
    assert not [raw for raw in RAW if raw in html]


def test_files_are_what_their_bytes_say(buyer: Any) -> None:
    gif = b"GIF89a" + b"\x01\x00\x01\x00" + b"\x00" * 3 + b"/*<script>alert(1)</script>*/"
    refused = {
        "page.pdf": b"<!doctype html><script>alert(1)</script>",
        "drawing.png": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "notes.txt": b"\xff\xfe\x00\x00binary\x00",
        "bomb.docx": b"PK\x03\x04" + b"\x00" * 60,
        "nothing.txt": b"",
    }
    for name, content in refused.items():
        assert told(upload(buyer, content, name))[0] == 422, name
    # A picture that is a script as well: it is saved, never shown as a page.
    taken = upload(buyer, gif, "../../etc/passwd\u202e\x00gpj.exe").json()
    assert taken["media_type"] == "image/gif"
    assert taken["name"].endswith(".gif")
    assert not set(taken["name"]) & set("/\\\u202e\x00")
    got = buyer.api._client.get(taken["url"], headers=buyer.api.headers)
    assert (got["Content-Type"], got["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert got["Content-Disposition"].startswith("attachment;")
    assert b"".join(got) == gif
    assert media_type("нет".encode()) == "text/plain"

"""What is kept, told, mailed and forgotten."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import ports
from core.accounts.services import people
from core.feeds import forgetting
from core.feeds.models import FeedEvent
from modules.support_chat.models.attachments import Attachment
from modules.support_chat.models.conversations import Conversation, Message
from modules.support_chat.selectors import views
from modules.support_chat.selectors.absence import missed
from modules.support_chat.services import attachments, privacy
from tests.support_chat.conftest import say, updates
from tests.support_chat.test_refusals import told, upload

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_is_away_gets_one_letter_and_who_is_there_none(
    buyer: Any, agent: Any, begun: Any, settings: Any, work: Any
) -> None:
    settings.SUPPORT_ABSENT_AFTER = timedelta()
    settings.SUPPORT_URL = "https://shop.example/help?talk={conversation}&from=mail"
    cursor = updates(buyer)["next_cursor"]
    say(agent, begun, "Нашли! <b>")
    say(agent, begun, "Везём.")
    work()
    letters = [letter for letter in mail.outbox if letter.to == [buyer.email]]
    assert len(letters) == 1
    assert "Нашли! <b>" in letters[0].body
    assert "Везём." in letters[0].body
    assert f"https://shop.example/help?talk={begun['id']}&from=mail" in letters[0].body
    assert f'href="https://shop.example/help?talk={begun["id"]}&amp;from=mail"' in letters[0].alternatives[0][0]
    assert "<b>" not in letters[0].alternatives[0][0].partition("</p>")[2].partition("Везём")[0]
    updates(buyer, updates(buyer, cursor)["next_cursor"])
    say(agent, begun, "Вы здесь?")
    assert missed(begun["id"], 3) is not None
    last = updates(buyer, updates(buyer, cursor)["next_cursor"])
    updates(buyer, last["next_cursor"])
    assert missed(begun["id"], 3) is None


def test_a_later_cursor_proves_what_has_reached_the_customer(buyer: Any, agent: Any, begun: Any) -> None:
    at = f"support/conversations/{begun['id']}/"

    def reached() -> int:
        return int(agent.api.get(at).json()["delivered_up_to"])

    before = updates(buyer)["next_cursor"]
    say(agent, begun)
    say(agent, begun)
    told = updates(buyer, before, limit=1)
    assert (reached(), told["has_more"]) == (0, True)  # an answer may be lost on its way
    rest = updates(buyer, told["next_cursor"])
    assert (reached(), len(rest["events"])) == (1, 1)
    updates(buyer, rest["next_cursor"])
    updates(buyer, before)
    assert reached() == 2
    say(agent, begun)
    buyer.api.put(f"{at}read/", {"up_to_seq": 3})
    assert reached() == 3


def test_what_a_person_may_have_and_have_forgotten(
    buyer: Any, agent: Any, begun: Any, settings: Any, work: Any
) -> None:
    bill, spare = upload(buyer).json(), upload(buyer, name="spare.pdf").json()
    say(buyer, begun, "Мой адрес: Тверь", attachment_ids=[bill["id"]])
    cursor = updates(agent)["next_cursor"]
    say(agent, begun, "Спасибо, Анна")
    agent.api.post(f"support/conversations/{begun['id']}/notes/", {"text": "Анна из Твери"})
    rows = ports.person(buyer.pk)["support_chat"]
    assert [row["text"] for row in rows] == ["Мой адрес: Тверь", "Спасибо, Анна"]
    assert [(row["attachments"], row["files"]) for row in rows] == [("bill.pdf", bill["url"]), ("", "")]
    assert "Анна из Твери" not in str(rows)  # a note is the desk's
    own = ports.person(agent.pk)["support_chat"]
    assert [(row["text"], row["conversation"], row["about"]) for row in own] == [("Спасибо, Анна", "", "")]
    kept = [Path(settings.DOCUMENT_ROOT, one.file) for one in Attachment.objects.all()]
    assert (len(kept), {file.exists() for file in kept}, spare["name"]) == (2, {True}, "spare.pdf")
    people.erase(user_id=buyer.pk)
    work()
    assert {file.exists() for file in kept} == {False}
    assert set(Message.objects.values_list("text", flat=True)) == {""}
    assert not Attachment.objects.exists()
    kept = str(list(FeedEvent.objects.values_list("data", flat=True)))
    assert "Тверь" not in kept
    assert "Твери" not in kept
    assert buyer.email not in kept
    assert [event["seq"] for event in updates(agent, cursor)["events"]] == [3, 4]


def test_an_agent_who_left_is_named_nowhere(buyer: Any, agent: Any, person: Any, begun: Any, work: Any) -> None:
    at, before, desk = f"support/conversations/{begun['id']}/", updates(buyer)["next_cursor"], person(role="agent")
    desks = updates(desk)["next_cursor"]
    agent.api.post(f"{at}take/")
    say(agent, begun, "Ответ")
    agent.api.post(f"{at}notes/", {"text": "Заметка"})
    say(buyer, begun, "Спасибо")
    agent.api.put(f"{at}read/", {"up_to_seq": 2})
    sent = say(agent, begun, "Счёт", attachment_ids=[upload(agent).json()["id"]]).json()
    assert "Опора" in str(updates(buyer, before))
    people.erase(user_id=agent.pk)
    work()
    assert buyer.api._client.get(sent["attachments"][0]["url"], headers=buyer.api.headers).status_code == 200
    for feed in (updates(buyer, before), updates(desk, desks)):
        assert "Опора" not in str(feed)
        assert "Ответ" in str(feed)
        assert "Анна" in str(feed)
    assert "Заметка" in str(updates(desk, desks))


def test_an_old_cursor_has_expired_and_a_new_feed_takes_no_old_one(buyer: Any, agent: Any, begun: Any) -> None:
    before = updates(buyer)["next_cursor"]
    say(agent, begun)
    say(agent, begun)
    forgetting.forget_before(timezone.now())
    refused = buyer.api.get(f"support/updates/?timeout=0&cursor={before}")
    assert (*told(refused), refused.json()["snapshot"]) == (410, "cursor_expired", "/api/v1/support/updates/")
    assert "snapshot" in buyer.api.get(f"{refused.json()['snapshot']}?timeout=0").json()
    after = updates(buyer)["next_cursor"]
    assert updates(buyer, after)["events"] == []
    say(agent, begun, "Ещё")
    assert [event["data"]["text"] for event in updates(buyer, after)["events"]] == ["Ещё"]


def test_what_nobody_needs_any_more_goes(buyer: Any, agent: Any, begun: Any, settings: Any) -> None:
    upload(buyer)
    Attachment.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert (attachments.drop_unsent(), Attachment.objects.count()) == (1, 0)
    agent.api.post(f"support/conversations/{begun['id']}/status/", {"status": "resolved"})
    assert privacy.drop_old() == 0
    settings.SUPPORT_TTL = timedelta(seconds=-1)
    assert (privacy.drop_old(), Conversation.objects.count()) == (1, 0)


def test_ready_answers_are_filled_in(buyer: Any, agent: Any, begun: Any) -> None:
    body = {"title": "Привет", "text": "Здравствуйте, {{ customer }}! О чём «{{subject}}»? — {{ agent }}"}
    made = agent.api.post("support/canned-replies/", body)
    assert made.status_code == 201
    assert told(agent.api.post("support/canned-replies/", body)) == (409, "title_taken")
    at = f"support/canned-replies/{made.json()['id']}/"
    for wrong in ("{{ password }}", "{{ customer.email }}", "{{customer|upper}}", "{{ }}", "{{7*7}}"):
        text = f"{{{{ customer }}}}, {wrong}"
        refused = agent.api.post("support/canned-replies/", {"title": "Ещё", "text": text})
        assert {told(refused), told(agent.api.patch(at, {"text": text}))} == {(422, "unknown_variable")}, wrong
    (one,) = agent.api.get(f"support/canned-replies/?conversation_id={begun['id']}").json()["items"]
    assert one["filled_in"] == "Здравствуйте, Анна Покупатель! О чём «Где заказ?»? — Ольга Опора"
    assert agent.api.delete(f"support/canned-replies/{made.json()['id']}/").status_code == 204


def test_changing_and_taking_back(buyer: Any, agent: Any, begun: Any, settings: Any) -> None:
    cursor = updates(agent)["next_cursor"]
    sent = say(buyer, begun, "Превет").json()
    at = f"support/conversations/{begun['id']}/messages/{sent['id']}/"
    edited = buyer.api.patch(at, {"text": "Привет"}).json()
    assert (edited["text"], edited["edited_at"] is not None) == ("Привет", True)
    until = datetime.fromisoformat(sent["editable_until"]) - datetime.fromisoformat(sent["created_at"])
    assert (until, edited["editable_until"]) == (settings.SUPPORT_EDIT_FOR, sent["editable_until"])
    assert told(agent.api.patch(at, {"text": "Ха"})) == (404, "not_found")
    assert [buyer.api.delete(at).status_code for _ in range(2)] == [204, 409]
    told_of = updates(agent, cursor)["events"]
    said = ["message.created", "message.edited", "message.deleted", "conversation.status_changed"]
    assert [event["type"] for event in told_of] == said
    taken_back = told_of[2]["data"]
    assert (taken_back["text"], taken_back["seq"], taken_back["editable_until"]) == ("", 1, None)
    waits = agent.api.get("support/queue/").json()["items"][0]
    assert (waits["unread"], waits["waiting_since"]) == (0, None)


def test_an_answer_taken_back_was_none(buyer: Any, agent: Any, begun: Any) -> None:
    """Whoever asked waits again, since they asked; of two answers the other one is left."""
    asked = say(buyer, begun, "Когда?").json()["created_at"]
    answers = [say(agent, begun, text).json()["id"] for text in ("Завтра", "В пять")]
    at = f"support/conversations/{begun['id']}/"

    def waiting() -> tuple[Any, bool]:
        one = agent.api.get(at).json()
        return one["waiting_since"], one["first_answered_at"] is not None

    assert waiting() == (None, True)
    agent.api.delete(f"{at}messages/{answers[0]}/")
    assert waiting() == (None, True)
    agent.api.delete(f"{at}messages/{answers[1]}/")
    assert waiting() == (asked, False)


def test_hot_calls_ask_little(buyer: Any, agent: Any, begun: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many statements, whatever the number of messages: BEGIN and COMMIT are counted on neither profile."""
    at = f"support/conversations/{begun['id']}/"
    for _ in range(3):
        say(buyer, begun)
    # What turns a message into JSON took longer to make than the message to send: it is there by now.
    monkeypatch.setattr(views, "TypeAdapter", None)
    cursor = updates(agent)["next_cursor"]
    asked = {
        "send": lambda: say(buyer, begun),
        "idle poll": lambda: updates(agent, updates_cursor),
        "messages": lambda: agent.api.get(f"{at}messages/"),
        "queue": lambda: agent.api.get("support/queue/"),
    }
    updates_cursor = updates(agent, cursor)["next_cursor"]
    spent = {}
    for name, call in asked.items():
        if name == "idle poll":
            updates_cursor = updates(agent)["next_cursor"]
        with CaptureQueriesContext(
            connection,
        ) as found:
            call()
        spent[name] = len([one for one in found if one["sql"].split()[0] not in {"BEGIN", "COMMIT"}])
    assert spent == {"send": 5, "idle poll": 1, "messages": 3, "queue": 1}, spent

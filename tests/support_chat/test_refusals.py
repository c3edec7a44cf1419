"""Who is refused what, and how: by status and code."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.http.waiting import Place
from modules.support_chat.rules.feeds import DESK, customer_feed
from tests.support_chat.conftest import say, updates

pytestmark = pytest.mark.django_db(transaction=True)
PDF = b"%PDF-1.4\n%%EOF"
ORIENTATION = 0x0112  # in EXIF: how the camera was held


def told(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def upload(who: Any, content: bytes = PDF, name: str = "bill.pdf") -> Any:
    client, headers = who.api._client, who.api.headers
    return client.post("/api/v1/support/attachments/", {"file": SimpleUploadedFile(name, content)}, headers=headers)


def test_who_may_not_read_a_conversation(api: Any, buyer: Any, person: Callable[..., Any], begun: Any) -> None:
    at, other = f"support/conversations/{begun['id']}/", person()
    reads = [at, f"{at}messages/"]
    writes = [(f"{at}messages/", {"client_msg_id": str(uuid.uuid4()), "text": "!"}), (f"{at}typing/", None)]
    assert {told(api.get(path)) for path in [*reads, "support/updates/", "support/queue/"]} == {
        (401, "unauthenticated")
    }
    assert {told(other.api.get(path)) for path in reads} == {(404, "not_found")}
    assert {told(other.api.post(path, body)) for path, body in writes} == {(404, "not_found")}
    assert told(other.api.put(f"{at}read/", {"up_to_seq": 1})) == (404, "not_found")
    missing = other.api.get("support/conversations/999999/").json()
    assert missing | {"request_id": ""} == other.api.get(at).json() | {"request_id": ""}


def test_what_only_agents_may(buyer: Any, begun: Any) -> None:
    at = f"support/conversations/{begun['id']}/"
    asked = [("support/queue/", None), ("support/agents/", None), ("support/canned-replies/", None)]
    assert {told(buyer.api.get(path)) for path, _ in asked} == {(403, "forbidden")}
    # The right is judged before the body is.
    posts = [f"{at}take/", f"{at}assign/", f"{at}status/", f"{at}notes/", "support/canned-replies/"]
    assert {told(buyer.api.post(path, {"nonsense": 1})) for path in posts} == {(403, "forbidden")}
    assert told(buyer.api.get(f"{at}notes/")) == (403, "forbidden")


def test_a_resolved_conversation(buyer: Any, agent: Any, begun: Any) -> None:
    at = f"support/conversations/{begun['id']}/"
    assert agent.api.post(f"{at}status/", {"status": "resolved"}).status_code == 200
    assert told(say(agent, begun)) == (409, "conversation_resolved")
    assert told(agent.api.post(f"{at}take/")) == (409, "conversation_resolved")
    assert told(agent.api.post(f"{at}assign/", {"agent_id": agent.pk})) == (409, "conversation_resolved")
    assert say(buyer, begun).status_code == 201
    assert buyer.api.get(at).json()["status"] == "open"
    assert say(agent, begun).status_code == 201


def test_taking_and_assigning(agent: Any, person: Callable[..., Any], buyer: Any, begun: Any) -> None:
    at, rival = f"support/conversations/{begun['id']}/", person(role="agent")
    assert [agent.api.post(f"{at}take/").status_code for _ in range(2)] == [200, 200]
    assert told(rival.api.post(f"{at}take/")) == (409, "conversation_taken")
    assert told(agent.api.post(f"{at}assign/", {"agent_id": buyer.pk})) == (422, "unknown_agent")
    assert agent.api.post(f"{at}assign/", {"agent_id": rival.pk}).json()["assigned_to"]["id"] == rival.pk
    assert agent.api.post(f"{at}assign/", {"agent_id": None}).json()["assigned_to"] is None


def test_attachments_are_what_they_are_and_their_owners(buyer: Any, agent: Any, person: Any, begun: Any) -> None:
    assert told(upload(buyer, b"<html><script>alert(1)</script>", "cat.png")) == (422, "attachment_refused")
    assert told(upload(buyer, b"<svg onload=alert(1)>", "cat.svg")) == (422, "attachment_refused")
    assert told(upload(buyer, b"MZ\x90\x00\x03", "setup.exe")) == (422, "attachment_refused")
    made = upload(buyer, name="..\\..\\<b>\u202egnp.exe").json()
    assert (made["media_type"], made["name"]) == ("application/pdf", "<b>gnp.exe.pdf")
    other = person()
    assert {told(who.api.get(f"support/attachments/{made['id']}/")) for who in (other, agent)} == {(404, "not_found")}
    foreign = upload(other).json()
    assert told(say(buyer, begun, attachment_ids=[foreign["id"]])) == (404, "not_found")
    assert told(say(buyer, begun, attachment_ids=[999_999])) == (404, "not_found")
    sent = say(buyer, begun, "", attachment_ids=[made["id"]]).json()
    assert sent["attachments"] == [made]
    assert told(say(buyer, begun, attachment_ids=[made["id"]])) == (409, "attachment_used")
    got = agent.api._client.get(made["url"], headers=agent.api.headers)
    assert (got.status_code, b"".join(got), got["Content-Type"]) == (200, PDF, "application/octet-stream")
    assert got["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got["Content-Security-Policy"]
    assert told(other.api.get(f"support/attachments/{made['id']}/")) == (404, "not_found")


def test_pictures_say_how_large_they_are(buyer: Any) -> None:
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        made = upload(buyer, picture(kind), "p").json()
        assert (made["width"], made["height"], made["media_type"]) == (6, 4, f"image/{kind.lower()}")
    held = upload(buyer, picture("JPEG", held=6), "p").json()
    assert (held["width"], held["height"]) == (4, 6)  # as it is looked at
    for content in (PDF, b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"\xff\xd8\xff"):
        made = upload(buyer, content, "p").json()
        assert (made["width"], made["height"]) == (None, None), content


def picture(kind: str, *, held: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = held
    with io.BytesIO() as file:
        Image.new("RGB", (6, 4), "red").save(file, kind, exif=exif)
        return file.getvalue()


def test_texts_of_other_times_and_places(buyer: Any) -> None:
    text = "Счёт № 5 — «Чайник»\r\nИтого: 1 499,00"
    for encoding in ("utf-8", "utf-8-sig", "windows-1251", "utf-16", "utf-16-be"):
        mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
        made = upload(buyer, mark + text.encode(encoding), "счёт.txt")
        assert (made.status_code, made.json().get("media_type")) == (201, "text/plain"), encoding
    page = "<script>alert('привет')</script>"
    for wrong in (
        page.encode("cp1251"),
        page.encode("utf-16"),
        bytes(range(32, 256)),
        b"\xff\xfea",
        b"\x80\x81\x82\x83" * 9,
    ):
        assert told(upload(buyer, wrong, "счёт.txt")) == (422, "attachment_refused"), wrong
    assert told(upload(buyer, b"", "счёт.txt")) == (422, "attachment_empty")


def test_one_file_at_a_time_and_nothing_else(buyer: Any) -> None:
    def sent(**parts: Any) -> Any:
        return buyer.api._client.post("/api/v1/support/attachments/", parts, headers=buyer.api.headers)

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("bill.pdf", PDF)

    for parts in ({"file": [file(), file()]}, {"file": file(), "note": "x"}, {"file": file(), "other": file()}):
        assert told(sent(**parts)) == (422, "invalid"), parts
    assert sent(file=file()).status_code == 201


def test_too_large_files(buyer: Any, settings: Any) -> None:
    settings.SUPPORT_ATTACHMENT_MAX_BYTES = 5
    refused = upload(buyer)
    assert (*told(refused), refused.json()["limit"]) == (413, "attachment_too_large", 5)


def test_cursors(buyer: Any, agent: Any, person: Any, begun: Any) -> None:
    mine, desks = updates(buyer)["next_cursor"], updates(agent)["next_cursor"]
    ask = "support/updates/?timeout=0&cursor="
    forged = mine[:-1] + ("A" if mine[-1] != "A" else "B")
    foreign = [desks, updates(person())["next_cursor"], Place(customer_feed(agent.pk), 0, 0).cursor]
    page = buyer.api.get("support/conversations/?limit=1").json()["next"] or "x.y"
    assert {told(buyer.api.get(ask + cursor)) for cursor in [forged, page, "x", *foreign]} == {(400, "cursor_invalid")}
    ahead = Place(customer_feed(buyer.pk), 10_000, 1).cursor
    assert told(buyer.api.get(ask + ahead)) == (410, "cursor_expired")
    assert buyer.api.get(ask + ahead).json()["snapshot"] == "/api/v1/support/updates/"
    assert told(buyer.api.get("support/updates/?timeout=51")) == (422, "invalid")
    assert Place(DESK, 0, 0).cursor != desks


def test_notes_and_ready_answers_that_say_nothing(agent: Any, begun: Any) -> None:
    kept = agent.api.post("support/canned-replies/", {"title": "Да", "text": "Да."}).json()
    for text in ("", " \n ", "\u200b"):
        answers = [
            agent.api.post(f"support/conversations/{begun['id']}/notes/", {"text": text}),
            agent.api.post("support/canned-replies/", {"title": "Нет", "text": text}),
            agent.api.patch(f"support/canned-replies/{kept['id']}/", {"text": text}),
        ]
        assert {told(answer) for answer in answers} == {(422, "invalid")}
        assert [answer.json()["errors"][0]["loc"] for answer in answers] == [["body", "text"]] * 3


def test_messages_that_say_nothing(buyer: Any, begun: Any) -> None:
    for text in ("", "  \n", "\u200b", "a\x00b", "x" * 10_001):
        assert told(say(buyer, begun, text)) == (422, "invalid"), text
    assert told(say(buyer, begun, client_msg_id="1")) == (422, "invalid")
    both = {"subject": "?", "order_id": 1, "product_id": 1}
    assert told(buyer.api.post("support/conversations/", both)) == (422, "invalid")
    # Nobody here knows of such an order: the same answer as for another person's.
    assert told(buyer.api.post("support/conversations/", {"subject": "?", "order_id": 10**9})) == (404, "not_found")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{7*7}}", "';--"])
def test_hostile_texts_are_kept_as_they_are(buyer: Any, begun: Any, text: str) -> None:
    assert say(buyer, begun, text).json()["text"] == text
    assert buyer.api.get(f"support/conversations/{begun['id']}/messages/").json()["items"][0]["text"] == text

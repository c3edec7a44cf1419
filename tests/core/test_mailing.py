"""Letters over real SMTP: their headers, and what each way of being refused means."""

import smtplib
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from core.errors import Hopeless
from core.mailing.letters import Attached, hand_over, one_line, send
from tests.servers.smtp import SmtpSink

HOST = "shop.example"
NASTY = "Чай\r\nBcc: thief@evil.example\x00\x1b[2J\u2028 «Ё»\n\n<b>"


@pytest.fixture(autouse=True)
def _over_smtp(settings: Any, smtp: SmtpSink) -> None:
    options = {"host": "127.0.0.1", "port": smtp.port, "timeout": 10}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    settings.PUBLIC_URL = f"https://{HOST}"
    settings.DEFAULT_FROM_EMAIL = "Лавка <shop@shop.example>"
    settings.REPLY_TO = "Отдел продаж <sales@shop.example>"


@pytest.fixture(autouse=True)
def _a_template(settings: Any, tmp_path: Any) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "note.txt").write_text("{% autoescape off %}{{ name }}{% endautoescape %}")
    (folder / "note.html").write_text('{% extends "mail/frame.html" %}{% block body %}<p>{{ name }}</p>{% endblock %}')
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [folder]}]


def note(to: str = "a@shop.example", **changed: Any) -> None:
    with translation.override("ru"):
        send("note", {"name": "Ёж & <b>"}, **{"subject": "Привет", "to": to, "key": "delivery-7"} | changed)


def test_a_letter_and_its_headers(smtp: SmtpSink) -> None:
    note(attached=Attached("invoice.pdf", b"%PDF-"))
    (letter,) = smtp.messages
    assert letter["Message-ID"] == f"<delivery-7@{HOST}>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "ru"
    assert (letter["From"], letter["Reply-To"]) == (
        "Лавка <shop@shop.example>",
        "Отдел продаж <sales@shop.example>",
    )
    plain, rich = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert plain.get_content().strip() == "Ёж & <b>"
    assert rich is not None
    page = rich.get_content()
    assert "<p>Ёж &amp; &lt;b&gt;</p>" in page
    assert '<html lang="ru">' in page
    assert "http://" not in page.replace("http://www.w3.org", ""), "a letter asks nothing of the network"
    (attached,) = letter.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("invoice.pdf", b"%PDF-")


def test_nothing_that_people_write_gets_into_the_headers(smtp: SmtpSink) -> None:
    assert one_line(NASTY) == "Чай Bcc: thief@evil.example [2J «Ё» <b>"
    note(subject=NASTY)
    (letter,) = smtp.messages
    assert letter["Subject"] == one_line(NASTY)
    assert (letter["Bcc"], letter["X-Envelope-To"]) == (None, "a@shop.example")
    note(subject="ё" * 5000)
    assert len(smtp.messages[1]["Subject"]) == 200
    with pytest.raises(Hopeless):
        note("a@shop.example\nBcc: thief@evil.example")


@pytest.mark.parametrize("answer", ["550 5.1.1 No such mailbox", "552 5.2.2 Full", "553 5.1.3 Odd"])
def test_a_refusal_for_good_is_hopeless(smtp: SmtpSink, answer: str) -> None:
    smtp.refuse("a@shop.example", answer)
    with pytest.raises(Hopeless, match=answer[:3]):
        note()


@pytest.mark.parametrize("answer", ["421 4.3.2 Going down", "450 4.2.1 Greylisted", "452 4.3.1 No room"])
def test_a_refusal_for_now_is_not(smtp: SmtpSink, answer: str) -> None:
    smtp.refuse("a@shop.example", answer)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        note()
    smtp.accept("a@shop.example")
    note()
    assert len(smtp.messages) == 1


def test_a_server_that_hangs_up_or_is_away_is_tried_again(smtp: SmtpSink) -> None:
    smtp.cut("a@shop.example")
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        note()
    smtp.accept("a@shop.example")
    smtp.stop()
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        note()
    smtp.start()
    note()
    assert [letter["Message-ID"] for letter in smtp.messages] == [f"<delivery-7@{HOST}>"]


def test_an_address_that_no_server_can_be_told_is_hopeless() -> None:
    with pytest.raises(Hopeless):
        hand_over(EmailMultiAlternatives("s", "t", to=["not an address"]))

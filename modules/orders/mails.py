"""Letters about orders, in the order's language, as text and simple HTML."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from modules.orders.rules.states import Status
from modules.orders.selectors.orders import OrderPart, OrderView

PDF = "application/pdf"


def confirm(order: OrderView, *, to: str, language: str, pdf: bytes, pdf_name: str, key: str) -> None:
    """Tell the buyer that the order is placed, with the invoice attached; `key` names the letter on every retry."""
    with translation.override(language or settings.LANGUAGE_CODE):
        subject = _("Order %(number)s is placed") % {"number": order.number}
        letter = _letter("placed", subject, {"order": order}, to=to, key=key)
    letter.attach(pdf_name, pdf, PDF)
    letter.send()


def inform_shop(order: OrderView, *, to: str, buyer: str, pdf: bytes, pdf_name: str, key: str) -> None:
    """Tell the administrator, in the shop's language, of a new order, with the invoice attached."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("New order %(number)s") % {"number": order.number}
        letter = _letter("new_order", subject, {"order": order, "buyer": buyer}, to=to, key=key)
    letter.attach(pdf_name, pdf, PDF)
    letter.send()


def tell_step(order: OrderView, *, part: OrderPart | None, status: Status, to: str, language: str, key: str) -> None:
    """Tell the buyer that the order, or one supplier's part of it, has come to `status`."""
    with translation.override(language or settings.LANGUAGE_CODE):
        subject = _("Order %(number)s: %(status)s") % {"number": order.number, "status": status.label}
        letter = _letter("moved", subject, {"order": order, "part": part, "status": status.label}, to=to, key=key)
    letter.send()


def _letter(template: str, subject: str, known: Mapping[str, Any], *, to: str, key: str) -> EmailMultiAlternatives:
    known = {**known, "subject": subject, "shop": settings.PUBLIC_URL}
    letter = EmailMultiAlternatives(
        subject,
        render_to_string(f"orders/mail_{template}.txt", known),
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers={"Message-ID": f"<{key}.orders@{urlsplit(settings.PUBLIC_URL).hostname}>"},
    )
    letter.attach_alternative(render_to_string(f"orders/mail_{template}.html", known), "text/html")
    return letter

"""Letters to those who act for a supplier, each in their own language: own lines and own sums, nothing of others."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.accounts.public import Person
from core.mailing.letters import send
from modules.orders.public import SupplierPart
from modules.partners.models.price_lists import PriceList
from modules.partners.models.sources import Schedule
from modules.partners.rules import News, Status, in_words


def send_approval(supplier: str, *, to: Person, key: str) -> None:
    """Tell a person that the supplier they act for may begin."""
    with override(to.language or settings.LANGUAGE_CODE):
        subject = _("%(name)s may sell now") % {"name": supplier}
        send("partners/mail_approved", {"name": supplier}, subject=subject, to=to.email, key=key)


def send_news(part: SupplierPart, *, news: News, reason: str, to: Person, key: str) -> None:
    """Tell a person what happened to one part of their supplier's; the buyer's contact goes as far as `part` has it."""
    with override(to.language or settings.LANGUAGE_CODE):
        sums = [
            (_("Goods"), part.subtotal),
            (_("Delivery"), part.delivery),
            (_("Total"), part.subtotal + part.delivery),
        ]
        # Whoever has it to deliver may know to whom; the first letter never says it, however late it comes.
        told = part.address if news in {News.CONFIRMED, News.CORRECTED} else None
        known = {
            "part": part,
            "news": news.value,
            "reason": reason,
            "sums": sums,
            "currency": part.currency,
            "address": told,
            "comment": part.comment if told else "",
            "name": f"{part.number}-{part.id}",  # as its packing list is called
            "page": f"{settings.PUBLIC_URL}/partner/orders/{part.id}/",
        }
        subject = str(news.label) % {"number": part.number}
        send("partners/mail_part", known, subject=subject, to=to.email, key=key)


def send_price_list(price_list: PriceList, *, to: Person, key: str) -> None:
    """Tell a person that a list of their supplier waits for somebody to look at it, or failed, and why."""
    with override(to.language or settings.LANGUAGE_CODE):
        held = price_list.status == Status.REVIEW
        why = [(in_words(one["detail"], one["params"]), one["rows"]) for one in price_list.warnings if one["hold"]]
        known = {
            "held": held,
            "why": why if held else [(price_list.failure, 0)],
            "version": price_list.version,
            "file": price_list.file_name,
            "page": f"{settings.PUBLIC_URL}/partner/price-lists/{price_list.pk}/",
        }
        subject = _("Your price list waits for a look at it") if held else _("Your price list could not be taken")
        send("partners/mail_price_list", known, subject=subject, to=to.email, key=key)


def send_schedule_failed(schedule: Schedule, *, to: Person, key: str) -> None:
    """Tell a person that their supplier's list could not be fetched by itself, why, and when it is tried again."""
    with override(to.language or settings.LANGUAGE_CODE):
        known = {
            "address": schedule.url,
            "why": _(schedule.error_detail),
            "next": schedule.next_run_at,
            "page": f"{settings.PUBLIC_URL}/partner/schedule/",
        }
        subject = _("Your price list could not be fetched")
        send("partners/mail_schedule", known, subject=subject, to=to.email, key=key)

"""Letters to those who act for a supplier, each in their own language: own lines and own sums, nothing of others."""

from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django_stubs_ext import StrOrPromise

from core.accounts.public import Person
from core.mailing.letters import send
from modules.orders.public import PartCorrection, SupplierPart, changes_in_words
from modules.partners.models.price_lists import PriceList
from modules.partners.models.sources import Schedule
from modules.partners.rules import News, Status, in_words


class _Subject(NamedTuple):
    """What a letter about a list is called: to the supplier's people, and to the shop's."""

    own: StrOrPromise
    of_a_supplier: StrOrPromise


SUBJECTS = {
    Status.REVIEW: _Subject(
        gettext_lazy("Your price list waits for a look at it"), gettext_lazy("A price list of %(name)s waits for you")
    ),
    Status.FAILED: _Subject(
        gettext_lazy("Your price list could not be taken"), gettext_lazy("A price list of %(name)s could not be taken")
    ),
    Status.SUPERSEDED: _Subject(
        gettext_lazy("Your price list has been overtaken by a newer one"),
        gettext_lazy("A price list of %(name)s has been overtaken by a newer one"),
    ),
}


def send_approval(supplier: str, *, to: Person, key: str) -> None:
    """Tell a person that the supplier they act for may begin."""
    with override(to.language or settings.LANGUAGE_CODE):
        subject = _("%(name)s may sell now") % {"name": supplier}
        send("partners/mail_approved", {"name": supplier}, subject=subject, to=to.email, key=key)


def send_news(
    part: SupplierPart, *, news: News, reason: str, correction: PartCorrection | None, to: Person, key: str
) -> None:
    """Tell a person what happened to one part of their supplier's, and what a `correction` changed of it.

    The buyer's contact goes as far as `part` has it.
    """
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
            "changes": changes_in_words(correction.changes, currency=part.currency) if correction else [],
            "sums": sums,
            "currency": part.currency,
            "address": told,
            "comment": part.comment if told else "",
            "name": f"{part.number}-{part.id}",  # as its packing list is called
            "page": f"{settings.PUBLIC_URL}/partner/orders/{part.id}/",
        }
        subject = str(news.label) % {"number": part.number}
        about = "order", part.order_id
        send("partners/mail_part", known, subject=subject, to=to.email, key=key, about=about)


def send_price_list(price_list: PriceList, *, to: Person, key: str) -> None:
    """Tell a person that a list of their supplier waits for somebody, failed, or is overtaken, and why."""
    with override(to.language or settings.LANGUAGE_CODE):
        known = _of_list(price_list) | {"page": f"{settings.PUBLIC_URL}/partner/price-lists/{price_list.pk}/"}
        subject = str(SUBJECTS[Status(price_list.status)].own)
        send("partners/mail_price_list", known, subject=subject, to=to.email, key=key)


def inform_shop_of_list(price_list: PriceList, *, supplier: str, to: str, key: str) -> None:
    """Tell the shop's staff, who decide about lists, of one that waits for them, failed, or is overtaken, and why."""
    with override(settings.LANGUAGE_CODE):
        page = f"{settings.PUBLIC_URL}/admin/partners/pricelist/{price_list.pk}/change/"
        known = _of_list(price_list) | {"page": page, "supplier": supplier}
        subject = str(SUBJECTS[Status(price_list.status)].of_a_supplier) % {"name": supplier}
        send("partners/mail_price_list", known, subject=subject, to=to, key=key)


def _of_list(price_list: PriceList) -> dict[str, Any]:
    held = [(in_words(one["detail"], one["params"]), one["rows"]) for one in price_list.warnings if one["hold"]]
    failed = [(price_list.refusal, 0)] if price_list.error_code else []
    return {
        "status": price_list.status,
        "why": {Status.REVIEW: held, Status.FAILED: failed}.get(Status(price_list.status), []),
        "number": price_list.pk,
        "newer": price_list.superseded_by,
        "file": price_list.file_name,
    }


def send_schedule_failed(schedule: Schedule, *, to: Person, key: str) -> None:
    """Tell a person that their supplier's list could not be fetched by itself, why, and when it is tried again."""
    with override(to.language or settings.LANGUAGE_CODE):
        known = _of_schedule(schedule) | {"page": f"{settings.PUBLIC_URL}/partner/schedule/"}
        subject = _("Your price list could not be fetched")
        send("partners/mail_schedule", known, subject=subject, to=to.email, key=key)


def inform_shop_of_schedule(schedule: Schedule, *, supplier: str, to: str, key: str) -> None:
    """Tell the shop's staff, who decide about lists, that one could not be fetched by itself."""
    with override(settings.LANGUAGE_CODE):
        page = f"{settings.PUBLIC_URL}/admin/partners/schedule/{schedule.pk}/change/"
        known = _of_schedule(schedule) | {"page": page, "supplier": supplier}
        subject = _("The price list of %(name)s could not be fetched") % {"name": supplier}
        send("partners/mail_schedule", known, subject=subject, to=to, key=key)


def _of_schedule(schedule: Schedule) -> dict[str, Any]:
    return {"address": schedule.url, "why": schedule.refusal, "next": schedule.next_run_at}

"""What people type to find orders, as conditions: the same orders on both databases."""

from functools import reduce
from operator import and_, or_

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from core.accounts.models import User
from core.spelling import Small
from modules.orders.models.documents import Invoice
from modules.orders.models.orders import Line
from modules.orders.rules.addresses import however_spelt, phone_digits, sought
from modules.orders.rules.codes import gtins
from modules.orders.rules.numbers import id_of, ids_begun, invoice_of


def matches(search: str) -> Q:
    """Return what a search means: the beginning of an e-mail address, an order's or an invoice's number, part of a
    recipient's name, of the buyer's name or company, or of a phone number, however it is spelt, or the whole SKU, model
    or GTIN of something that was ordered.

    What names its kind (an @, the letter of a number) is looked up in that kind's index alone; for the rest the
    orders are read through, so that no index of texts is paid for by everybody who places one. Codes have theirs.
    """
    text = search.strip()
    if "@" in text:
        return Q(user__in=User.objects.filter(email__startswith=text.lower()).values("pk"))
    if invoice := invoice_of(text):
        return Q(pk__in=Invoice.objects.filter(year=invoice[0], number=invoice[1]).values("order"))
    if begun := ids_begun(text):
        return reduce(or_, (Q(pk__range=span) for span in begun))
    number, by_text = id_of(text), _of_person(text) | _of_goods(text)
    if number is None:
        return by_text
    return Q(pk=number) | by_text if text.isdecimal() else Q(pk=number)


def names(search: str) -> Q:
    """Return what a buyer's own search means: an order's number, or part of what its goods are called or coded by.

    Their lines are read through: a person's own orders are few.
    """
    pattern, number = however_spelt(search), id_of(search)
    named = reduce(or_, (Q(**{f"{code}__regex": pattern}) for code in ("name", "sku", "model", "gtin")))
    found = Q(Exists(Line.objects.filter(named, order=OuterRef("pk"))))
    return found if number is None else found | Q(pk=number)


def names_part(search: str) -> Q:
    """Return which parts a supplier's search means: by an order's number or its beginning, or by the whole SKU, model
    or GTIN of one of their own lines. It says nothing of the buyer, whom they may not know.
    """
    text = search.strip()
    if begun := ids_begun(text):
        return reduce(or_, (Q(order__pk__range=span) for span in begun))
    number, of_goods = id_of(text), Q(pk__in=_called(text).values("part"))
    if number is None:
        return of_goods
    return Q(order=number) | of_goods if text.isdecimal() else Q(order=number)


def _of_person(text: str) -> Q:
    found = Q(search_text__contains=sought(text))
    for digits in phone_digits(text):
        found |= Q(search_text__contains=digits)
    if any(map(str.isalpha, text)):
        found |= Q(user__in=User.objects.filter(_of_account(text)).values("pk"))
    return found


def _of_goods(code: str) -> Q:
    return Q(pk__in=_called(code).values("order"))


def _called(code: str) -> QuerySet[Line]:
    """Return the lines that the whole code of a good means, in whatever case; a UPC is an EAN too."""
    said = Small(Value(code))
    lines = Line.objects.alias(small_sku=Small("sku"), small_model=Small("model"))
    named = ~Q(sku="") & Q(small_sku=said) | ~Q(model="") & Q(small_model=said)
    named |= ~Q(gtin="") & Q(gtin__in=gtins(code))
    return lines.filter(named)


def _of_account(text: str) -> Q:
    """Return what a company, a person's name (its words in any order) or the beginning of an e-mail address means."""
    words = (however_spelt(word) for word in text.split())
    named = reduce(and_, (Q(first_name__regex=word) | Q(last_name__regex=word) for word in words))
    return named | Q(company__regex=however_spelt(text)) | Q(email__startswith=text.lower())

"""Goods to be added on the page where an order is corrected: a row each, by a code and a number of pieces."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.backoffice.texts import TypedText
from core.errors import DomainError
from modules.catalog import public as catalog
from modules.catalog.errors import DuplicateProduct, InsufficientStock
from modules.orders.errors import NoOpenPart
from modules.orders.models.orders import Line, Part
from modules.orders.rules.codes import gtins
from modules.orders.services.adding import best_offers

BOX = "border border-base-200 rounded-default bg-transparent px-3 py-2 w-full dark:border-base-700"
MOST = 2_147_483_647
# A page shows the first of them, and each further one once the row above says something (orders.css).
ROWS, NAMED = 20, 5
PREFIX = "add-"


def meant(codes: Collection[str], lines: Sequence[Line]) -> dict[str, list[catalog.OfferView]]:
    """Return what each code may mean: a SKU, a model or a GTIN, or the number of a product, which a # makes certain.

    What `lines` of the order go by means them too, whatever is the best offer of it today.
    """
    numbers = {code: int(code.removeprefix("#")) for code in codes if _is_number(code.removeprefix("#"))}
    by_sku = catalog.by_sku({code for code in codes if not (code in numbers and code.startswith("#"))}) if codes else {}
    best, ordered = best_offers(list(numbers.values())), _ordered(codes, numbers, lines)
    found: dict[str, list[catalog.OfferView]] = {}
    for code in codes:
        by_number = [best[numbers[code]]] if code in numbers and numbers[code] in best else []
        found[code] = list(
            {offer.offer_id: offer for offer in (*ordered[code], *by_sku.get(code, ()), *by_number)}.values()
        )
    return found


def _ordered(
    codes: Collection[str], numbers: Mapping[str, int], lines: Sequence[Line]
) -> dict[str, list[catalog.OfferView]]:
    named = {code: [line.offer_id for line in lines if _goes_by(line, code, numbers.get(code))] for code in codes}
    ids = {id for some in named.values() for id in some}
    offers = {offer.offer_id: offer for offer in (catalog.views(offer_ids=ids) if ids else ())}
    return {code: [offers[id] for id in some if id in offers] for code, some in named.items()}


def _goes_by(line: Line, code: str, number: int | None) -> bool:
    codes = {known.casefold() for known in (line.sku, line.model) if known}
    return line.product_id == number or line.gtin in gtins(code) or code.casefold() in codes


class AddingForm(forms.Form):
    """The rows of a form whose goods join the `open` parts; `added` are the offers and pieces of those that are filled.

    A row that names nothing, too many things, or what no open part can take says so beside its fields.
    """

    open: Sequence[Part] = ()

    def open_lines(self) -> list[Line]:
        """Return the lines of the order that may still be changed."""
        raise NotImplementedError

    def make_rows(self) -> None:
        self.added: dict[int, tuple[catalog.OfferView, int]] = {}
        for n in range(ROWS):
            code = forms.TextInput(attrs={"class": BOX, "placeholder": " "})
            self.fields[_code(n)] = TypedText(
                label=_("SKU, GTIN or #product"), max_length=255, required=False, widget=code
            )
            if len(self.open) > 1:
                self.fields[_whose(n)] = self._suppliers()
            pieces = forms.NumberInput(attrs={"class": BOX})
            self.fields[_pieces(n)] = forms.IntegerField(
                label=_("quantity"), min_value=1, max_value=MOST, required=False, widget=pieces
            )

    def new_rows(self) -> list[list[Any]]:
        """Return the boxes of each row."""
        return [[self[name] for name in _row(n) if name in self.fields] for n in range(ROWS)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        rows = [n for n in range(ROWS) if self._is_whole(n)]
        found = meant({said[_code(n)] for n in rows}, self.open_lines())
        for n in rows:
            if offer := self._chosen(n, found[said[_code(n)]]):
                self.added[n] = offer, said[_pieces(n)]
        return said

    def asks(self) -> list[catalog.Ask]:
        return [catalog.Ask(offer_id=offer.offer_id, quantity=pieces) for offer, pieces in self.added.values()]

    def tell_beside(self, refused: DomainError, boxes: Mapping[int, str]) -> bool:
        """Say a refusal beside what it is about, and return whether there is such a field; `boxes` are by offer id."""
        about = dict(self._about(refused, boxes))
        for field, said in about.items():
            self.add_error(field, said)
        return bool(about)

    def _suppliers(self) -> forms.TypedChoiceField:
        names = [(part.supplier_id, part.supplier_name) for part in self.open]
        box = forms.Select(attrs={"class": BOX})
        choices = [("", _("any supplier")), *names]
        return forms.TypedChoiceField(
            label=_("supplier"), choices=choices, coerce=int, empty_value=None, required=False, widget=box
        )

    def _is_whole(self, n: int) -> bool:
        """Return whether a row says both what and how many; one that says half of it is told so."""
        said = {name: self.cleaned_data.get(name) for name in (_code(n), _pieces(n))}
        missing = [name for name, value in said.items() if value in (None, "") and name not in self.errors]
        if len(missing) < len(said):
            for name in missing:
                self.add_error(name, self.fields[name].error_messages["required"])
        return all(value not in (None, "") for value in said.values())

    def _chosen(self, n: int, offers: Sequence[catalog.OfferView]) -> catalog.OfferView | None:
        code, whose = self.cleaned_data[_code(n)], self.cleaned_data.get(_whose(n))
        named = [offer for offer in offers if whose in (None, offer.supplier_id)]
        here = [offer for offer in named if offer.supplier_id in {part.supplier_id for part in self.open}]
        if len(here) == 1 and here[0].offer_id not in {offer.offer_id for offer, _pieces in self.added.values()}:
            return here[0]
        self.add_error(_code(n), self._why_not(code, named, here))
        return None

    def _why_not(self, code: str, named: Sequence[catalog.OfferView], here: Sequence[catalog.OfferView]) -> str:
        if not named:
            return gettext("Nothing goes by the code “%(code)s”.") % {"code": code}
        if not here:
            suppliers = catalog.terms({offer.supplier_id for offer in named}).values()
            return NoOpenPart(supplier=", ".join(sorted(one.name for one in suppliers))).detail
        if len(here) == 1:
            return DuplicateProduct().detail
        sentence = gettext("“%(code)s” may mean %(goods)s: choose the supplier, or type a SKU or #product.")
        return sentence % {"code": code, "goods": "; ".join(map(self._in_words, here[:NAMED]))}

    def _in_words(self, offer: catalog.OfferView) -> str:
        supplier = next(part.supplier_name for part in self.open if part.supplier_id == offer.supplier_id)
        return f"{offer.name} ({offer.sku}, #{offer.product_id}, {supplier})"

    def _about(self, refused: DomainError, boxes: Mapping[int, str]) -> Iterator[tuple[str, str]]:
        mine = {offer.offer_id: (n, offer) for n, (offer, _pieces) in self.added.items()}
        if isinstance(refused, InsufficientStock):
            all_boxes = {**boxes, **{id: _pieces(n) for id, (n, _offer) in mine.items()}}
            for short in refused.facts["details"]:
                yield all_boxes[short["offer_id"]], gettext("%(available)s left, %(requested)s wanted.") % short
        elif isinstance(refused, DuplicateProduct):
            yield from (
                (_code(n), refused.detail) for id, (n, _offer) in mine.items() if boxes.get(id) in self.changed_data
            )
        else:
            yield from ((_code(n), refused.detail) for n, offer in mine.values() if offer.standing == refused.code)


def typed_rows(data: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed into the rows of a form, as it was sent."""
    return {name: said for name, said in data.items() if name.startswith(PREFIX)}


def _row(n: int) -> tuple[str, ...]:
    return _code(n), _whose(n), _pieces(n)


def _code(n: int) -> str:
    return f"{PREFIX}{n}-code"


def _whose(n: int) -> str:
    return f"{PREFIX}{n}-supplier"


def _pieces(n: int) -> str:
    return f"{PREFIX}{n}-quantity"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18

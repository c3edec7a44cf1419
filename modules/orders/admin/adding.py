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
from modules.orders.selectors.wanted import meant

BOX = "border border-base-200 rounded-default bg-transparent px-3 py-2 w-full dark:border-base-700"
MOST = 2_147_483_647
# A page shows the first of them, and each further one once the row above says something (orders.css).
ROWS, NAMED = 20, 5
PREFIX = "add-"
type Offers = Sequence[catalog.OfferView]


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
            # One that was named stays a question, also where only another is left meanwhile.
            if len(self.open) > 1 or self.data.get(_whose(n)):
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
        suppliers = {part.supplier_id for part in self.open}
        found = meant({said[_code(n)] for n in rows}, self.open_lines(), supplier_ids=suppliers)
        for n in rows:
            if offer := self._chosen(n, found.get(said[_code(n)], [])):
                self.added[n] = offer, said[_pieces(n)]
        return said

    def asks(self) -> list[catalog.Ask]:
        return [catalog.Ask(offer_id=offer.offer_id, quantity=pieces) for offer, pieces in self.added.values()]

    def come(self, more: Mapping[int, int]) -> dict[int, str]:
        """Return the names, by row, of goods of which just so many have come: `more` is pieces by offer id."""
        self.full_clean()
        return {n: offer.name for n, (offer, pieces) in self.added.items() if more.get(offer.offer_id) == pieces}

    def tell_beside(self, refused: DomainError, boxes: Mapping[int, str]) -> bool:
        """Say a refusal beside what it is about, and return whether there is such a field; `boxes` are by offer id."""
        about = dict(self._about(refused, boxes))
        for field, said in about.items():
            self.add_error(field, said)
        return bool(about)

    def _suppliers(self) -> forms.TypedChoiceField:
        names = [(part.supplier_id, part.supplier_name) for part in self.open]
        return forms.TypedChoiceField(
            label=_("supplier"),
            choices=[("", _("any supplier")), *names],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.Select(attrs={"class": BOX}),
            error_messages={"invalid_choice": _("This supplier has nothing in the order that is still on the shelf.")},
        )

    def _is_whole(self, n: int) -> bool:
        """Return whether a row says both what and how many; one that says half of it is told so."""
        said = {name: self.cleaned_data.get(name) for name in (_code(n), _pieces(n))}
        missing = [name for name, value in said.items() if value in (None, "") and name not in self.errors]
        if len(missing) < len(said):
            for name in missing:
                self.add_error(name, self.fields[name].error_messages["required"])
        return all(value not in (None, "") for value in said.values())

    def _chosen(self, n: int, offers: Offers) -> catalog.OfferView | None:
        if _whose(n) in self.errors:
            return None
        whose = self.cleaned_data.get(_whose(n))
        named = [offer for offer in offers if whose in (None, offer.supplier_id)]
        here = self._just_that([one for one in named if one.supplier_id in {part.supplier_id for part in self.open}])
        if self.cleaned_data[_code(n)].startswith("#"):
            here = here[:1]  # a product means what one would buy of it: they come in that order
        if len(here) == 1 and here[0].offer_id not in {offer.offer_id for offer, _pieces in self.added.values()}:
            return here[0]
        self.add_error(_code(n), self._why_not(n, offers, named, here))
        return None

    def _just_that(self, offers: Offers) -> Offers:
        """Return, of offers of one product, the one that the order has, if it has one of them."""
        lines = {line.offer_id for line in self.open_lines()}
        has = [offer for offer in offers if offer.offer_id in lines]
        return has if len(has) == 1 and len({offer.product_id for offer in offers}) == 1 else offers

    def _why_not(self, n: int, offers: Offers, named: Offers, here: Offers) -> str:
        code = self.cleaned_data[_code(n)]
        if not offers:
            return gettext("Nothing goes by the code “%(code)s”.") % {"code": code}
        if not named:
            about = {"code": code, "supplier": self._called(self.cleaned_data[_whose(n)])}
            return gettext("“%(supplier)s” has nothing that goes by the code “%(code)s”.") % about
        if not here:
            suppliers = catalog.terms({offer.supplier_id for offer in named}).values()
            return NoOpenPart(supplier=", ".join(sorted(one.name for one in suppliers))).detail
        if len(here) == 1:
            return DuplicateProduct().detail
        sentence = gettext("“%(code)s” may mean %(goods)s: choose the supplier, or type a SKU or #product.")
        return sentence % {"code": code, "goods": "; ".join(map(self._in_words, here[:NAMED]))}

    def _in_words(self, offer: catalog.OfferView) -> str:
        return f"{offer.name} ({offer.sku}, #{offer.product_id}, {self._called(offer.supplier_id)})"

    def _called(self, supplier_id: int) -> str:
        return next(part.supplier_name for part in self.open if part.supplier_id == supplier_id)

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


def emptied(data: Mapping[str, Any], rows: Collection[int]) -> dict[str, Any]:
    """Return what was typed without these rows."""
    gone = {name for n in rows for name in _row(n)}
    return {name: said for name, said in data.items() if name not in gone}


def _row(n: int) -> tuple[str, ...]:
    return _code(n), _whose(n), _pieces(n)


def _code(n: int) -> str:
    return f"{PREFIX}{n}-code"


def _whose(n: int) -> str:
    return f"{PREFIX}{n}-supplier"


def _pieces(n: int) -> str:
    return f"{PREFIX}{n}-quantity"

"""The page on which an order is corrected: what it says now, to be typed over, and why."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.backoffice.bases import KeptAdmin
from core.backoffice.buttons import Link, links_from
from core.backoffice.texts import TypedText
from core.errors import DomainError
from modules.orders.admin.adding import BOX, MOST, AddingForm, emptied, typed_rows
from modules.orders.admin.meanwhile import line_field, more, names, told, typed_over
from modules.orders.errors import BelowMinimum, OrderChanged
from modules.orders.models.orders import Line, Order, Part
from modules.orders.rules.addresses import Address
from modules.orders.rules.states import RESERVING
from modules.orders.selectors.shortfalls import shortfalls_of
from modules.orders.services.correcting import correct_order

SHORT = 20
ADDRESS = {
    "city": (_("city"), 100),
    "street": (_("street"), 255),
    "house": (_("house"), SHORT),
    "structure": (_("structure"), SHORT),
    "building": (_("building"), SHORT),
    "apartment": (_("apartment"), SHORT),
    "phone": (_("phone"), 40),
    "recipient": (_("recipient"), 255),
}


class CorrectingForm(AddingForm):
    """A number for each line that may still be changed, rows for new ones, the address, the comment; `revision` is what
    the clerk saw.

    It is `stale` where the order has changed since: it then says so, shows what holds now and what was typed, and saves
    nothing until it is sent again. So it does where a supplier would be left with less than its minimum (`doubts`);
    `seal` is what the clerk was told of that.
    """

    stale = False
    seal = ""
    doubts: tuple[str, ...] = ()

    def __init__(self, order: Order, data: Any = None) -> None:
        self.order = order
        self.lines = list(order.lines.select_related("part").order_by("part_id", "pk"))
        super().__init__(data, initial={"revision": order.revision, "comment": order.comment, **order.address})
        self.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput)
        for line in self.open_lines():
            self.fields[line_field(line.pk)] = _pieces(line)
        self.open = list(dict.fromkeys(line.part for line in self.open_lines()))
        self.make_rows()
        for name, (title, longest) in ADDRESS.items():
            needed = name in {"city", "street"} and bool(order.address)
            self.fields[name] = TypedText(label=title, max_length=longest, required=needed, widget=_box())
        self.fields["comment"] = TypedText(label=_("comment"), max_length=2000, required=False, widget=_area())
        self.fields["reason"] = TypedText(label=_("reason"), max_length=500, required=False, widget=_area())

    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if line.part.status in RESERVING]

    def rows(self) -> list[tuple[Line, Any]]:
        """Return every line with its box, or with nothing where it can no longer be changed."""
        return [(line, self[name] if (name := line_field(line.pk)) in self.fields else None) for line in self.lines]

    def places(self) -> list[Any]:
        return [self[name] for name in ADDRESS]

    def texts(self) -> list[Any]:
        return [self["comment"], self["reason"]]

    def doubted(self) -> bool:
        """Return whether there is something that the clerk must have been told first."""
        found = shortfalls_of(self.order, self.wanted()["quantities"], self.added.values())
        self.seal = ",".join(f"{one.supplier_id}:{one.subtotal}:{one.minimum}" for one in found)
        if self.seal != self.data.get("knowingly", ""):
            self.doubts = tuple(str(BelowMinimum(BelowMinimum.of_supplier, **asdict(one)).detail) for one in found)
        return bool(self.doubts)

    def tell(self, refused: DomainError) -> None:
        """Say a refusal beside what it is about, or on top."""
        if not self.tell_beside(refused, {line.offer_id: line_field(line.pk) for line in self.open_lines()}):
            self.add_error(None, refused.detail)

    def wanted(self) -> dict[str, Any]:
        """Return what is asked of the service; what nobody touched is not."""
        said, changed = self.cleaned_data, set(self.changed_data)
        moved = changed & ADDRESS.keys()
        return {
            "revision": said["revision"],
            "quantities": {line.pk: said[line_field(line.pk)] for line in self.open_lines()},
            "add": self.asks(),
            "address": Address(**{name: said[name] for name in ADDRESS}) if moved else None,
            "comment": said["comment"] if "comment" in changed else None,
            "reason": said["reason"],
        }


def form_of(order: Order, data: Mapping[str, str]) -> CorrectingForm:
    """Return the form as it was sent, or, where the order has changed meanwhile, the stale one over what holds now."""
    form, typed = CorrectingForm(order, data), typed_over(order, data)
    lost = {field: name for field, name in names(order, data).items() if field in typed and field not in form.fields}
    if not lost and data.get("revision") == str(order.revision):
        return form
    now = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    laid_over = {**now, **typed, **typed_rows(data), "reason": data.get("reason", ""), "revision": order.revision}
    come = CorrectingForm(order, laid_over).come(more(order, data))
    form = CorrectingForm(order, emptied(laid_over, come))
    form.stale = True
    for said in told(typed, lost=lost, come=come.values()):
        form.add_error(None, said)
    return form


class CorrectingPages(KeptAdmin[Order]):
    """The order's page for corrections."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.correct_view)
        return [path("<int:order_id>/correct/", view, name="orders_order_correct"), *super().get_urls()]

    def correct_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        order = self.found(request, str(order_id), self.may_press(request))
        if not _is_open(order.pk):
            messages.warning(request, gettext("Nothing of this order can be corrected any more."))
            return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order.pk]))
        form = form_of(order, request.POST.dict()) if request.method == "POST" else CorrectingForm(order)
        try:
            if form.is_valid() and not form.doubted() and self._corrected(request, order, form):
                return HttpResponseRedirect(reverse("admin:orders_order_change", args=[order.pk]))
        except OrderChanged:
            order = self.found(request, str(order_id), self.may_press(request))
            form = form_of(order, request.POST.dict())
        context = self.admin_site.each_context(request) | {
            "title": gettext("Correct order %(number)s") % {"number": order.number},
            "opts": self.opts,
            "original": order,
            "form": form,
            "media": self.media,
        }
        return TemplateResponse(request, "orders/correcting.html", context)

    def _corrected(self, request: HttpRequest, order: Order, form: CorrectingForm) -> bool:
        try:
            after = correct_order(order_id=order.pk, by=request.user.pk, **form.wanted())
        except OrderChanged:
            raise
        except DomainError as refused:
            form.tell(refused)
            return False
        said = gettext("Corrected: revision %(number)d.") % {"number": after.revision}
        self.log_change(request, order, said)
        messages.success(request, said)
        return True


@links_from("orders.order")
def to_correcting(request: HttpRequest, id: int) -> Link | None:
    """Lead from an order to its correction, while there is something left to correct."""
    may = request.user.has_perm("orders.change_order")
    if not may or not _is_open(id):
        return None
    return Link(_("Correct"), reverse("admin:orders_order_correct", args=[id]), "edit_note")


def _is_open(order_id: int) -> bool:
    return Part.objects.filter(order=order_id, status__in=RESERVING).exists()


def _pieces(line: Line) -> forms.IntegerField:
    box = forms.NumberInput(attrs={"class": BOX})
    return forms.IntegerField(label=line.name, min_value=0, max_value=MOST, initial=line.quantity, widget=box)


def _box() -> forms.Widget:
    return forms.TextInput(attrs={"class": BOX})


def _area() -> forms.Widget:
    return forms.Textarea(attrs={"class": BOX, "rows": 2})

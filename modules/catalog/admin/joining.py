"""Pages that say what merging or splitting products will do, before the button that does it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.backoffice.bases import KeptAdmin
from core.backoffice.columns import money
from core.backoffice.typed import AutocompleteDropdownForm
from core.errors import DomainError
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.selectors.joining import Union, successors, union
from modules.catalog.services.joining import merge_products, split_product

MOST = 20  # products merged at once


class JoiningPages(KeptAdmin[Product]):
    """The product's pages for merging and splitting, and the ways to them."""

    actions: Any = ("merge",)

    def get_urls(self) -> list[URLPattern]:
        around = self.admin_site.admin_view
        return [
            path("<int:product_id>/merge/", around(self._following(self.merge_view)), name="catalog_product_merge"),
            path("<int:product_id>/split/", around(self._following(self.split_view)), name="catalog_product_split"),
            *super().get_urls(),
        ]

    def choice_label(self, row: Product) -> str:
        """Tell apart what has one name: by number, price, and brand or GTIN."""
        price = money(row.price, row.currency) if row.price is not None else ""
        return " · ".join(part for part in (row.name, f"#{row.pk}", price, row.brand or row.gtin) if part)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return self.may_press(request)

    @admin.action(description=_("Merge into one…"), permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse | None:
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if 2 <= len(ids) <= MOST:
            return HttpResponseRedirect(_merging(ids[0], ids[1:]))
        messages.error(request, gettext("Choose two to %d products.") % MOST)
        return None

    def merge_view(self, request: HttpRequest, product_id: int) -> HttpResponse:
        product = self.found(request, str(product_id), self.may_press(request))
        if request.method == "POST" and (others := _ids(request.POST, "with")):
            return self._done(request, product, lambda: self._merge(request, product, others))
        others = [id for id in _ids(request.GET, "with") if id != product_id]
        if not others and (request.method == "POST" or "asked" in request.GET):
            messages.warning(request, gettext("Choose first which products are the same thing."))
        chosen = _previewed(request, product_id, others) if others else None
        kept_instead = [(card, _merging(card.id, [product_id, *others])) for card in (chosen.others if chosen else ())]
        shown = {"union": chosen, "kept_instead": kept_instead, "chooser": self._chooser(request, others)}
        return self._joining_page(request, product, gettext("Merge products"), "catalog/product_merge.html", shown)

    def split_view(self, request: HttpRequest, product_id: int) -> HttpResponse:
        product = self.found(request, str(product_id), self.may_press(request))
        if request.method == "POST" and (offers := _ids(request.POST, "offer")):
            name = request.POST.get("name", "").strip()[:255]
            return self._done(request, product, lambda: self._split(request, product, offers, name))
        chosen = set(_ids(request.GET, "offer"))
        if not chosen and (request.method == "POST" or "asked" in request.GET):
            messages.warning(request, gettext("Tick first which offers are another thing."))
        rows = list(Offer.objects.filter(product=product).select_related("supplier").order_by("price", "pk"))
        shown = {
            "offers": [(offer, offer.pk in chosen) for offer in rows],
            "leaving": [offer for offer in rows if offer.pk in chosen],
            "staying": [offer for offer in rows if offer.pk not in chosen],
            "name": request.GET.get("name", "").strip()[:255] or product.name,
        }
        return self._joining_page(request, product, gettext("Split the product"), "catalog/product_split.html", shown)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        now = successors([int(object_id)]) if object_id.isascii() and object_id.isdigit() else {}
        if not now:
            gone: HttpResponse = super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]
            return gone
        messages.info(request, gettext("Product %s was merged into this one.") % object_id)
        return HttpResponseRedirect(_own_page(next(iter(now.values()))))

    def _following(self, view: Callable[[HttpRequest, int], HttpResponse]) -> Callable[..., HttpResponse]:
        """Lead from the pages of a product that was merged to the one it became, as from its own page."""

        def look(request: HttpRequest, product_id: int) -> HttpResponse:
            try:
                return view(request, product_id)
            except Http404:
                if not successors([product_id]):
                    raise
                return self._get_obj_does_not_exist_redirect(request, self.opts, str(product_id))

        return look

    def _merge(self, request: HttpRequest, product: Product, others: list[int]) -> int:
        merge_products(product_id=product.pk, others=others, by=request.user.pk)
        said = gettext("Merged into it: %s.") % ", ".join(map(str, others))
        self.log_change(request, product, said)
        messages.success(request, said)
        return product.pk

    def _split(self, request: HttpRequest, product: Product, offers: list[int], name: str) -> int:
        made = split_product(product_id=product.pk, offer_ids=offers, name=name)
        said = gettext("Split off: product %d.") % made
        self.log_change(request, product, said)
        messages.success(request, said)
        return made

    def _done(self, request: HttpRequest, product: Product, do: Any) -> HttpResponse:
        try:
            return HttpResponseRedirect(_own_page(do()))
        except DomainError as refused:
            messages.error(request, str(refused.detail))
            return HttpResponseRedirect(_own_page(product.pk))

    def _chooser(self, request: HttpRequest, others: list[int]) -> Any:
        # The choice of an offer's product searches as this one must.
        field = Offer._meta.get_field("product")
        asked = {"request": request, "name": "with", "label": _("Products that are the same thing"), "choices": ()}
        form: Any = AutocompleteDropdownForm(
            field=field, model_admin=self, multiple=True, data={"with": others}, **asked
        )
        form.fields["with"].label_from_instance = self.choice_label
        return form

    def _joining_page(
        self, request: HttpRequest, product: Product, title: str, template: str, shown: dict[str, Any]
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"title": title, "opts": self.opts, "original": product}
        chooser = shown.get("chooser")
        media = self.media + chooser.media if chooser else self.media  # together: a script read twice runs twice
        return TemplateResponse(request, template, context | {"media": media} | shown)


def _previewed(request: HttpRequest, product_id: int, others: list[int]) -> Union | None:
    try:
        return union(product_id, others)
    except DomainError as refused:
        messages.error(request, str(refused.detail))
        return None


def _ids(given: QueryDict, name: str) -> list[int]:
    texts = (text for text in given.getlist(name) if text.isascii() and text.isdigit() and len(text) < 19)
    return list(dict.fromkeys(map(int, texts)))[: MOST * 5]


def _merging(product_id: int, others: Iterable[int]) -> str:
    rest = [id for id in others if id != product_id]
    return f"{reverse('admin:catalog_product_merge', args=[product_id])}?{urlencode({'with': rest}, doseq=True)}"


def _own_page(product_id: int) -> str:
    return reverse("admin:catalog_product_change", args=[product_id])

"""The list of categories as the tree it is. A category is taken in hand by a link, and moved by buttons that post."""

from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.html import escape
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_stubs_ext import StrOrPromise

from core.backoffice.bases import KeptAdmin
from core.errors import DomainError
from modules.catalog.admin.treelines import Drawing
from modules.catalog.errors import CategoryUnknown
from modules.catalog.models.categories import Category
from modules.catalog.rules.branches import Branch
from modules.catalog.selectors.branches import whole_tree
from modules.catalog.services.arranging import Way, move_category, shift_category

OPENED = 100  # a tree of so many lines is shown unfolded
WAYS: dict[str, tuple[StrOrPromise, str]] = {
    "up": (pgettext_lazy("way of a category", "Up"), "arrow_upward"),
    "down": (pgettext_lazy("way of a category", "Down"), "arrow_downward"),
    "out": (pgettext_lazy("way of a category", "Out"), "arrow_back"),
    "in": (pgettext_lazy("way of a category", "Into the one above"), "arrow_forward"),
    "top": (pgettext_lazy("way of a category", "To the top level"), "vertical_align_top"),
}


SHIFTS: dict[str, Way] = {"up": "up", "down": "down", "in": "in", "out": "out"}
SAYS: dict[str, StrOrPromise] = {
    "hidden": pgettext_lazy("a category", "hidden"),
    "hidden_above": pgettext_lazy("a category", "hidden with what is above"),
    "counted": _("Products in the lists, here and below (here alone)"),
    "move": pgettext_lazy("a category", "Move"),
    "before": pgettext_lazy("a category", "Put before"),
    "inside": pgettext_lazy("a category", "Put inside"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A button of the category in hand; `again` has the keyboard, so that one presses on."""

    way: str
    title: StrOrPromise
    icon: str
    possible: bool
    again: bool


class TreeList(KeptAdmin[Category]):
    """The changelist of categories: the tree, as long as nothing is searched, filtered or sorted."""

    change_list_template = "catalog/category_list.html"

    class Media:
        css = {"all": ("catalog/tree.css",)}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.move_view))
        return [path("<int:category_id>/move/", view, name="catalog_category_move"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        asked = request.GET.copy()
        moving, way = (str((asked.pop(name, None) or [""])[0]) for name in ("moving", "way"))
        shown: dict[str, Any] = {"tree": None}
        if not asked and request.method == "GET" and self.has_view_permission(request):
            request.GET = QueryDict()  # Django's list refuses what it does not know
            shown = self._shown(request, moving, way)
        return super().changelist_view(request, shown | (extra_context or {}))

    def move_view(self, request: HttpRequest, category_id: int) -> HttpResponse:
        category = self.found(request, str(category_id), self.may_press(request))
        to = request.POST.get("to", "")
        try:
            _move(category.pk, to)
        except DomainError as refused:
            messages.error(request, str(refused.detail))
        else:
            self.log_change(request, category, gettext("Moved in the tree."))
        page = reverse("admin:catalog_category_changelist")
        asked = urlencode({"moving": category.pk, "way": to.partition(":")[0]})
        return HttpResponseRedirect(f"{page}?{asked}#category-{category.pk}")

    def _shown(self, request: HttpRequest, moving: str, way: str) -> dict[str, Any]:
        tree, may = whole_tree(), self.may_press(request)
        chosen = next((line for line in tree if may and str(line.node.id) == moving), None)
        drawing = Drawing(
            says={name: escape(said) for name, said in SAYS.items()},
            opened={line.node.id for line in tree if chosen or line.depth == 0 or len(tree) <= OPENED},
            moving=chosen,
            blocked=_with_below(tree, chosen),
            may_move=may,
        )
        return {"tree": drawing.html(tree), "moving": chosen, "steps": _steps(chosen, way) if chosen else []}


def _move(category_id: int, to: str) -> None:
    """Do what a button says: a way, or "inside" or "before" and a category."""
    where, _colon, other = to.partition(":")
    if to in SHIFTS:
        shift_category(category_id=category_id, way=SHIFTS[to])
    elif to == "top":
        move_category(category_id=category_id, parent=None)
    elif where in {"inside", "before"} and other.isascii() and other.isdigit() and len(other) < 19:
        _move_to(category_id, int(other), inside=where == "inside")
    else:
        raise Http404


def _move_to(category_id: int, other: int, *, inside: bool) -> None:
    if inside:
        move_category(category_id=category_id, parent=other)
        return
    beside = Category.objects.filter(pk=other).first()
    if beside is None:
        raise CategoryUnknown(field="before")
    move_category(category_id=category_id, parent=beside.parent_id, before=other)


def _with_below(tree: list[Branch], chosen: Branch | None) -> set[int]:
    """Return what a category cannot be moved to: itself and all below it, which stands behind it in the lines."""
    if chosen is None:
        return set()
    behind = tree[tree.index(chosen) + 1 :]
    return {chosen.node.id, *(line.node.id for line in takewhile(lambda line: line.depth > chosen.depth, behind))}


def _steps(chosen: Branch, way: str) -> list[Step]:
    possible = {
        "up": not chosen.is_first,
        "down": not chosen.is_last,
        "out": chosen.depth > 0,
        "in": not chosen.is_first,
        "top": chosen.depth > 0,
    }
    again = way if possible.get(way) else next((name for name in possible if possible[name]), "")
    return [Step(name, *WAYS[name], possible[name], name == again) for name in WAYS]

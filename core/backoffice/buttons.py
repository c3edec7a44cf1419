"""Steps as buttons on a row's page, and links to what other modules keep about it.

A button is a POST: unfold's own actions are links, and a link may be followed by a stranger's page or a prefetch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from core.backoffice.typed import ModelAdmin
from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Button:
    """What `press` is given when it is pressed; with `question` the browser asks first.

    With `asks` a line of text stands before it, under that name, and comes along in the form as `said`, or as what
    `answer` calls it where the page has several.
    """

    step: str
    title: str | Promise
    icon: str = ""
    tone: str = "default"  # or primary, danger
    question: str | Promise = ""
    asks: str | Promise = ""
    answer: str = "said"

    def render(self, size: str = "") -> SafeString:
        return render_to_string("backoffice/button.html", {"button": self, "size": size})


@dataclass(frozen=True, slots=True)
class Link:
    """A way from a row's page to a page of another module."""

    title: str | Promise
    address: str
    icon: str = "arrow_forward"


type Linker = Callable[[HttpRequest, int], Link | None]
_linkers: dict[str, list[Linker]] = {}


def links_from(model: str) -> Callable[[Linker], Linker]:
    """Decorate `(request, id) -> Link | None` in an `admin.py`: a link on the page of "catalog.supplier" and the like.

    So a module below shows the way up without knowing that there is one.
    """

    def add(linker: Linker) -> Linker:
        _linkers.setdefault(model, []).append(linker)
        return linker

    return add


class Buttons[M: Model](ModelAdmin[M]):
    """Pages with steps: a subclass names them in `buttons` and makes them in `press`."""

    change_form_outer_before_template = "backoffice/buttons.html"

    def buttons(self, request: HttpRequest, obj: M) -> list[Button]:
        """Return the steps that may be made with this row now."""
        return []

    def press(self, request: HttpRequest, obj: M, step: str) -> str:
        """Make the step and return what to say of it; a DomainError is shown as a refusal."""
        raise Http404

    def may_press(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}")

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        view = self.admin_site.admin_view(require_POST(self.step_view))
        return [path("<path:object_id>/step/", view, name=name), *super().get_urls()]

    def step_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        obj = self.found(request, object_id, self.may_press(request))
        try:
            said = self.press(request, obj, request.POST.get("step", ""))
        except DomainError as refused:
            messages.error(request, str(refused.detail))
        else:
            self.log_change(request, obj, said)
            messages.success(request, said)
        return HttpResponseRedirect(self._after(obj))

    def _after(self, obj: M) -> str:
        """Return the row's page, or that of all rows where the step was its end."""
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        stands = obj.pk is not None and self.model._default_manager.filter(pk=obj.pk).exists()
        return reverse(f"{page}_change", args=[obj.pk]) if stands else reverse(f"{page}_changelist")

    def found(self, request: HttpRequest, object_id: str, allowed: bool) -> M:
        """Return the row of a view of one's own; raises PermissionDenied before it is looked for, and Http404."""
        if not allowed:
            raise PermissionDenied
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        return obj

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = context.get("original")
        if obj is not None and not context.get("is_popup"):
            context["buttons"] = self.buttons(request, obj) if self.may_press(request) else []
            made = [link(request, obj.pk) for link in _linkers.get(self.opts.label_lower, [])]
            context["links"] = [link for link in made if link]
        return super().render_change_form(request, context, *args, **kwargs)

"""The admin's site: its sidebar and its first page are made of the pages that the modules that are on register."""

from operator import itemgetter
from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.backoffice.overview import overview
from core.backoffice.typed import AdminSite

LAST = 90  # where a page stands that says nothing of its place


class _Choices(AutocompleteJsonView):
    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        label = getattr(self.model_admin, "choice_label", str)
        return super().serialize_result(obj, to_field_name) | {"text": label(obj)}


class Site(AdminSite):
    site_title = site_header = "Torg"
    index_title = _("Overview")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"panels": overview(request)} | (extra_context or {}))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        look: Any = _Choices.as_view(admin_site=self)
        answer: HttpResponse = look(request)
        return answer

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the sections with the pages this person may see; of one app, as Django makes it, where asked so."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else self._sections(request, apps)

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        home = {"title": _("Overview"), "icon": "home", "link": reverse("admin:index"), "has_permission": True}
        home["active"] = request.path == home["link"]
        sections = [_navigation(section, request.path) for section in self.get_app_list(request)]
        return [{"items": [home]}, *sections]

    def _sections(self, request: HttpRequest, apps: list[Any]) -> list[dict[str, Any]]:
        sections: dict[str, dict[str, Any]] = {}
        for rank, title, app, page in sorted(self._pages(request, apps), key=itemgetter(0)):
            section = sections.setdefault(title, app | {"name": title, "models": [], "rank": rank})
            section["models"].append(page)
        return list(sections.values())

    def _pages(self, request: HttpRequest, apps: list[Any]) -> list[tuple[int, str, dict[str, Any], dict[str, Any]]]:
        found = []
        for app in apps:
            for page in app["models"]:
                admin: Any = self._registry[page["model"]]
                title = str(getattr(admin, "section", None) or app["name"])
                shown = page | {"icon": getattr(admin, "icon", "table_rows")}
                found.append((getattr(admin, "rank", LAST), title, app, shown))
                found += [(admin.rank, title, app, more) for more in _shortcuts(admin, request)]
        return found


def _shortcuts(admin: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the pages outside the admin that stand beside a model's: (name, icon, address) of its `shortcuts`."""
    found = admin.shortcuts(request) if hasattr(admin, "shortcuts") else ()
    return [{"name": name, "icon": icon, "admin_url": link, "add_url": None} for name, icon, link in found]


def _navigation(section: dict[str, Any], path: str) -> dict[str, Any]:
    pages = [page for page in section["models"] if page["admin_url"]]
    return {
        "title": section["name"],
        "separator": True,
        "items": [
            {
                "title": page["name"],
                "icon": page["icon"],
                "link": page["admin_url"],
                "has_permission": True,
                "active": path.startswith(page["admin_url"]),
            }
            for page in pages
        ],
    }

"""What every page of the admin is made of: django-unfold's looks, and the habit that nothing is deleted.

A module's `admin.py` subclasses these. The page then stands in the sidebar by itself: `section` is the heading it
stands under (by itself the app's name), `rank` its place there and the section's among the others, `icon` a name of
Google's Material Symbols.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Field, Model
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.backoffice.buttons import Buttons
from core.backoffice.paging import BoundedPaginator
from core.backoffice.texts import as_typed
from core.backoffice.typed import ChangeList, TabularInline


class _NotDeleted:
    """What was sold or sent stays in the books: it is hidden, closed or retired by a service, never deleted here."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class _NotTouched(_NotDeleted):
    """Looked at; what may be changed has a button of its own, which calls a service."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class _PreparedList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.query and not self.get_filters_params():
            self.full_result_count = self.result_count  # else unfold offers to "show all" of what is all
        paginator: Any = self.paginator
        self.is_cut = paginator.is_cut
        page: Any = self.model_admin
        page.prepare(list(self.result_list))


class KeptAdmin[M: Model](_NotDeleted, Buttons[M]):
    """A page whose rows are added and changed, through services, and never deleted."""

    section: str | Promise | None = None
    rank = 50
    icon = "table_rows"
    add_title: str | Promise = ""  # what the button says that adds a row, where that is more than a plus
    show_full_result_count = False  # a second count of a whole table for one number
    show_facets = admin.ShowFacets.NEVER  # a count for each choice of each filter
    paginator = BoundedPaginator
    list_per_page = 50
    list_filter_submit = True

    def prepare(self, rows: Sequence[M]) -> None:
        """Hang on a page's rows, at once, what its columns would else ask for row by row."""

    def choice_label(self, row: M) -> str:
        """Return what a row is called where it is chosen from a list of found ones."""
        return str(row)

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_dbfield(db_field, request, **(as_typed(db_field) | kwargs))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _PreparedList

    def get_action_choices(
        self,
        request: HttpRequest,
        default_choices: Any = None,
        action_location: admin.ActionLocation = admin.ActionLocation.CHANGE_LIST,
    ) -> list[Any]:
        # unfold's own has not learned the new parameter yet, of which Django then complains.
        return admin.ModelAdmin.get_action_choices(self, request, [("", _("Select action"))], action_location)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        found = super().get_object(request, object_id, from_field)
        self.prepare([found] if found else [])
        return found

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # "Select order to change" has no good form in a language with cases, and says less.
        titled = {"title": capfirst(self.opts.verbose_name_plural)} | (extra_context or {})
        return super().changelist_view(request, titled)


class ReadOnlyAdmin[M: Model](_NotTouched, KeptAdmin[M]):
    """A page that is read."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # What no button of the page's own changes has no history in the admin.
        told = {} if type(self).press is not Buttons.press else {"show_history": False}
        return super().render_change_form(request, context | told, *args, **kwargs)


class KeptInline[C: Model, P: Model](_NotDeleted, TabularInline[C, P]):
    """Rows under a page's own that are added and changed, and never deleted."""

    extra = 0
    show_title = False
    can_delete = False

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_dbfield(db_field, request, **(as_typed(db_field) | kwargs))


class ReadOnlyInline[C: Model, P: Model](_NotTouched, TabularInline[C, P]):
    """Rows under a page's own that are read."""

    extra = 0
    show_title = False
    can_delete = False

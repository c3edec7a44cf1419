"""What every page of the admin is made of: django-unfold's looks, and the habit that nothing is deleted.

A module's `admin.py` subclasses these. The page then stands in the sidebar by itself: `section` is the heading it
stands under (by itself the app's name), `rank` its place there and the section's among the others, `icon` a name of
Google's Material Symbols.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.text import capfirst

if TYPE_CHECKING:  # unfold says nothing of its types; what it subclasses does
    from django.contrib.admin import ModelAdmin, TabularInline
else:
    from unfold.admin import ModelAdmin, TabularInline


class _NotDeleted:
    """What was sold or sent stays in the books: it is hidden, closed or retired by a service, never deleted here."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class _NotTouched(_NotDeleted):
    """Looked at; what may be changed has an action of its own, which calls a service."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class KeptAdmin[M: Model](_NotDeleted, ModelAdmin[M]):
    """A page whose rows are added and changed, through services, and never deleted."""

    section: "str | Promise | None" = None
    rank = 50
    icon = "table_rows"
    show_full_result_count = False  # a second count of a whole table for one number
    list_per_page = 50

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # "Select order to change" has no good form in a language with cases, and says less.
        titled = {"title": capfirst(self.opts.verbose_name_plural)} | (extra_context or {})
        return super().changelist_view(request, titled)


class ReadOnlyAdmin[M: Model](_NotTouched, KeptAdmin[M]):
    """A page that is read."""


class KeptInline[C: Model, P: Model](_NotDeleted, TabularInline[C, P]):
    """Rows under a page's own that are added and changed, and never deleted."""

    extra = 0
    can_delete = False


class ReadOnlyInline[C: Model, P: Model](_NotTouched, TabularInline[C, P]):
    """Rows under a page's own that are read."""

    extra = 0
    can_delete = False

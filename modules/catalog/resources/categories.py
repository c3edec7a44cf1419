"""Categories in files; `parent` is the path of the one above, which an earlier line of the file may make."""

from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from core.sheets.cells import IdCell, LineCell, NameCell, PiecesCell, SwitchCell, TextCell, nullable
from core.sheets.plan import Planned
from core.sheets.sheet import Record, Sheet
from modules.catalog.models.categories import Category
from modules.catalog.rules.texts import is_slug
from modules.catalog.selectors.paths import BETWEEN, Paths
from modules.catalog.services.categories import add_category, change_category

COLUMNS = ("id", "name", "parent_id", "slug", "position", "is_active")


def _slug(text: str) -> str:
    if text and not is_slug(text):
        raise PydanticCustomError("bad_address", _("Must be Latin letters, digits and hyphens, and no bare number."))
    return text


class CategorySheet(Sheet):
    model = Category
    kinds = {
        "id": nullable(IdCell),
        "name": NameCell,
        "parent": TextCell,
        "slug": Annotated[LineCell, AfterValidator(_slug)],
        "position": nullable(PiecesCell),
        "is_active": nullable(SwitchCell),
    }
    key = ("slug",)
    needed = ("name",)
    told = ("id",)
    optional = ("parent",)

    def records(self, rows: QuerySet[Any]) -> Iterator[Record]:
        paths = Paths()
        yield from (_record(found, paths) for found in rows.values_list(*COLUMNS))

    def standing(self, ids: Collection[int], keys: Collection[tuple[Any, ...]]) -> Iterable[Record]:
        found = Category.objects.filter(Q(pk__in=ids) | Q(slug__in=[key[0] for key in keys]))
        return [_record(one, self.paths) for one in found.values_list(*COLUMNS)]

    def look(self, rows: list[Planned]) -> Any:
        self.paths = Paths()
        return self.paths.rows

    def prepare(self, rows: list[Planned]) -> None:
        coming = set[str]()
        self.parents: dict[int, int | None] = dict(self.paths.parents)
        for row in rows:
            above = row.cells.get("parent", "").strip()
            id = self.paths.id_of(above) if above else None
            if id is not None:
                row.cells["parent"] = above = self.paths.label(id)
            elif above and above not in coming:
                row.errors["parent"] = _("There is no such category, or several: %(name)s.") % {"name": above[:100]}
            if not row.cells.get("id"):
                coming.add(BETWEEN.join(filter(None, (above, row.cells.get("name", "")))))

    def judge(self, row: Planned) -> None:
        slug = row.changes.get("slug", (None, ""))[1]
        if slug and self.paths.slugs.get(slug, row.standing and row.standing["id"]) != (
            row.standing and row.standing["id"]
        ):
            row.errors["slug"] = _("The address “%(slug)s” is taken.") % {"slug": slug}
        if row.standing and "parent" in row.changes and self._is_circle(row):
            row.errors["parent"] = _("A category cannot stand inside itself.")

    def _is_circle(self, row: Planned) -> bool:
        above = self.paths.id_of(row.cells["parent"]) if row.cells["parent"] else None
        self.parents[row.id] = above
        seen = {row.id}
        while above is not None and above not in seen:
            seen.add(above)
            above = self.parents.get(above)
        return above is not None

    def write(self, new: list[Planned], changed: list[Planned]) -> list[int]:
        made: dict[str, int] = {}
        ids = []
        for row in new:
            given = self._fields(row, made)
            ids.append(add_category(**given).pk)
            made[BETWEEN.join(filter(None, (row.cells.get("parent", ""), row.cells["name"])))] = ids[-1]
        for row in changed:
            change_category(category_id=row.id, **self._fields(row, made))
        return ids

    def _fields(self, row: Planned, made: dict[str, int]) -> dict[str, Any]:
        given = row.given
        if "parent" in given:
            above = given["parent"]
            given["parent"] = (self.paths.id_of(above) or made[above.strip()]) if above else None
        return given


def _record(found: tuple[Any, ...], paths: Paths) -> Record:
    record = dict(zip(COLUMNS, found, strict=True))
    return record | {"parent": paths.label(record.pop("parent_id"))}

from core.http.shapes import Answer, Patch, Query, Request, untouched
from core.http.values import Id, Name, Pieces, QueryFlag, QueryText, Switch
from modules.catalog.models.categories import Category
from modules.catalog.schemas.values import Slug


class CategorySearch(Query):
    search: QueryText = ""


class HardDelete(Query):
    hard: QueryFlag = False


class CategoryOut(Answer):
    id: int
    name: str
    slug: str
    parent: int | None
    position: int
    is_active: bool

    @classmethod
    def of(cls, category: Category) -> "CategoryOut":
        return cls(
            id=category.pk,
            name=category.name,
            slug=category.slug,
            parent=category.parent_id,
            position=category.position,
            is_active=category.is_active,
        )


class CategoryIn(Request):
    name: Name
    slug: Slug | None = None
    parent: Id | None = None
    position: Pieces = 0
    is_active: Switch = True


class CategoryPatch(Patch):
    name: Name = untouched()
    slug: Slug = untouched()
    parent: Id | None = untouched()
    position: Pieces = untouched()
    is_active: Switch = untouched()


class CategoryRef(Answer):
    id: int
    name: str
    slug: str

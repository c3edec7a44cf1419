"""Categories as files name them: by their way from the top, "Kitchen / Kettles"."""

from modules.catalog.models.categories import Category

BETWEEN = " / "


class Paths:
    """All categories at one moment; a text names one by its path where only one has it, by address, or by id."""

    def __init__(self) -> None:
        found = list(Category.objects.order_by("id").values_list("id", "name", "slug", "parent_id"))
        self.rows = found
        self.parents = {id: parent for id, _name, _slug, parent in found}
        self.slugs = {slug: id for id, _name, slug, _parent in found}
        names = {id: name for id, name, _slug, _parent in found}
        whole = {id: self._path(id, names) for id in names}
        taken: dict[str, list[int]] = {}
        for id, path in whole.items():
            taken.setdefault(path, []).append(id)
        ids = {str(id): id for id in names}
        self._by_text = ids | self.slugs | {path: ids[0] for path, ids in taken.items() if len(ids) == 1}
        known = self._by_text
        self._labels = {
            id: next((text for text in (whole[id], slug) if known.get(text) == id), str(id))
            for id, _name, slug, _parent in found
        }

    def id_of(self, text: str) -> int | None:
        return self._by_text.get(text.strip())

    def label(self, id: int | None) -> str:
        """Return the text that names the category, and only it."""
        return "" if id is None else self._labels[id]

    def _path(self, id: int | None, names: dict[int, str]) -> str:
        parts: list[str] = []
        while id is not None:
            parts.append(names[id])
            id = self.parents[id]
        return BETWEEN.join(reversed(parts))

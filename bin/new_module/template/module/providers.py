"""What this module answers when a person asks what is kept about them, or leaves."""

from core.ports import Row, erases_person, exports_person
from modules.newmodule.selectors import entries_of


@exports_person("newmodule")
def export(user_id: int) -> list[Row]:
    return [{"title": one.title, "created_at": one.created_at} for one in entries_of(user_id).order_by("id")]


@erases_person("newmodule")
def erase(user_id: int) -> None:
    entries_of(user_id).delete()

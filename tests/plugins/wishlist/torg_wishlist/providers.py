"""What wishlists answer when a person asks what is kept about them, or leaves."""

from core.feeds import forgetting
from core.ports import Row, erases_person, exports_person
from torg_wishlist.selectors import feed_of, wishes_of


@exports_person("wishlist")
def export(user_id: int) -> list[Row]:
    wishes = wishes_of(user_id).order_by("id")
    return [{"name": one.name, "wished_at": one.wished_at, "bought_at": one.bought_at} for one in wishes]


@erases_person("wishlist")
def erase(user_id: int) -> None:
    wishes_of(user_id).delete()
    forgetting.erase(feed_of(user_id))

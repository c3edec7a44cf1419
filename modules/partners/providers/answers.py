from django.db.models import Count

from core.ports import Reading, Row, erases_person, exports_person, gauge
from modules.partners.models.members import SupplierMember
from modules.partners.models.price_lists import PriceList
from modules.partners.rules import UNFINISHED


@exports_person("partners")
def export(user_id: int) -> list[Row]:
    """Return for which supplier a person acts, and the price lists the person sent."""
    members = SupplierMember.objects.filter(user_id=user_id)
    lists = PriceList.objects.filter(user_id=user_id).order_by("id")
    acts_for: list[Row] = [{"supplier_id": one.supplier_id, "since": one.created_at} for one in members]
    return acts_for + [{"price_list": one.pk, "file": one.file_name, "sent": one.created_at} for one in lists]


@erases_person("partners")
def erase(user_id: int) -> None:
    """Let the person act for nobody any more; the supplier and its lists are the shop's books."""
    SupplierMember.objects.filter(user_id=user_id).delete()


@gauge("price_lists")
def price_lists() -> Reading:
    """Return how many price lists are being worked on, or wait for it."""
    running = PriceList.objects.filter(status__in=UNFINISHED).values_list("status").annotate(Count("pk"))
    values = {str(status): 0.0 for status in sorted(UNFINISHED)} | {str(status): count for status, count in running}
    return Reading("Price lists that are not finished.", values, "status")

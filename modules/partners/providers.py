from core.ports import Row, erases_person, exports_person
from modules.partners.models import PriceList, SupplierMember


@exports_person("partners")
def export(user_id: int) -> list[Row]:
    """Return for which supplier a person acts, and the price lists the person sent."""
    member = SupplierMember.objects.filter(user_id=user_id).values("supplier_id", "created_at")
    sent = PriceList.objects.filter(user_id=user_id).values("supplier_id", "version", "file_name", "created_at")
    return [*member, *sent.order_by("id")]


@erases_person("partners")
def erase(user_id: int) -> None:
    """Let the person act for nobody any more; the supplier and its lists are the shop's books."""
    SupplierMember.objects.filter(user_id=user_id).delete()

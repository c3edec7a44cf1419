from core.accounts.events import UserConfirmed
from core.events.bus import subscribe
from modules.partners import mails
from modules.partners.events import PriceListQueued, SupplierApproved
from modules.partners.services import running, suppliers


@subscribe(UserConfirmed)
def make_supplier(event: UserConfirmed) -> None:
    if event.role == "supplier":
        suppliers.register(user_id=event.user_id, name=event.company or event.email)


@subscribe(SupplierApproved, outside=True)
def tell_supplier(event: SupplierApproved, delivery: str) -> None:
    mails.send_approval(event.supplier_id, key=delivery)


@subscribe(PriceListQueued, outside=True)
def work_price_lists_off(event: PriceListQueued, delivery: str) -> None:
    running.work_off(supplier_id=event.supplier_id, worker=delivery)

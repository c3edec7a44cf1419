from core.events.bus import subscribe
from modules.orders import public as orders
from modules.orders.events import OrderPlaced
from torg_wishlist import services


@subscribe(OrderPlaced)
def tick_off_what_was_bought(event: OrderPlaced) -> None:
    bought = {line.product_id for line in orders.order(event.order_id).items}
    services.tick_off(user_id=event.user_id, product_ids=bought)

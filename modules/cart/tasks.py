from core.queue import crontab, periodic_task
from modules.cart.services import expiring


@periodic_task(crontab(minute="43"))
def forget_old_carts() -> None:
    """Delete the carts that nobody came back to; past their time they count as gone before that, too."""
    expiring.forget_old()

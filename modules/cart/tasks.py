from core.queue import crontab, periodic_task
from modules.cart.services import expiring


@periodic_task(crontab(minute="41", hour="3"))
def forget_old_carts() -> None:
    """Delete the carts that nobody came back to."""
    expiring.forget_old()

from core.queue import crontab, periodic_task
from modules.cart import services


@periodic_task(crontab(minute="41", hour="3"))
def forget_old_carts() -> None:
    """Delete the carts of guests who did not come back."""
    services.forget_old()

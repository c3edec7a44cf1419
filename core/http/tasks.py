from core.http.idempotency import forget_old
from core.queue import crontab, periodic_task


@periodic_task(crontab(minute="41"))
def forget_idempotency_keys() -> None:
    forget_old()

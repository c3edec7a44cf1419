from core.events.delivery import deliver
from core.queue import task


@task()
def deliver_one(id: int) -> None:
    """Run delivery number `id` in the consumer; safe to ring twice."""
    deliver(id)

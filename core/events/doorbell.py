from core.events.delivery import deliver
from core.queue import ring, task


@task()
def deliver_one(id: int) -> None:
    """Run delivery number `id` in the consumer, and ring for the one that waited for it; safe to ring twice."""
    waiting = deliver(id)
    if waiting is not None:
        ring(deliver_one, waiting)

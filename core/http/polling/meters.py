from core.meters import SECONDS_WEB, Counter, Gauge, Histogram

WAITERS = Gauge("torg_poll_waiters", "Long polls that are held now.", multiprocess_mode="livesum")
ANSWERED = Counter("torg_polls_total", "Long polls answered: with news, idle, refused or begun.", ["poll", "answer"])
DELIVERY_SECONDS = Histogram(
    "torg_poll_delivery_seconds", "From an event to its answer to whoever waited for it.", buckets=SECONDS_WEB
)

from huey.contrib.djhuey import on_shutdown, on_startup

from core.serving import metering
from core.serving.heartbeat import Heart

on_startup("heartbeat")(Heart.start)
on_startup("metrics")(metering.show)
on_shutdown("heartbeat")(Heart.stop)

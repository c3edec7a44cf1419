from django.apps import AppConfig


class WaitingConfig(AppConfig):
    name = "bench.peers.waiting"
    label = "waiting"

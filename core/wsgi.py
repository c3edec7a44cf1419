import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")


def made() -> Any:
    """Return the application: the fast lane, and Django behind it, bodies taken in whole."""
    django.setup(set_prefix=False)
    from core.http.handler import Handler  # what follows reads settings, and needs the apps
    from core.http.intake import taken_in
    from core.http.lane.application import in_front_of
    from core.http.peers import behind_front_door

    return taken_in(behind_front_door(in_front_of(Handler())))


application = made()

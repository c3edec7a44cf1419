"""`python -m bench.peers.waiting.people COUNT`: the peer's tables and people; prints their tokens."""

import json
import os
import sys

import jwt

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.waiting.settings"


def main(count: int) -> None:
    import django
    from django.conf import settings

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection

    from bench.peers.waiting.models import Message

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Message)
    people = User.objects.bulk_create(User(username=f"talker{number}") for number in range(count))
    print(json.dumps([jwt.encode({"sub": str(one.pk)}, settings.SECRET_KEY, "HS256") for one in people]))


if __name__ == "__main__":
    main(int(sys.argv[1]))

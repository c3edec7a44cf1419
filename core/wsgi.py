import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")


def with_the_lane(django: WSGIHandler) -> object:
    from core.http.lane.application import in_front_of  # reads settings, which Django has set up only now

    return in_front_of(django)


application = with_the_lane(get_wsgi_application())

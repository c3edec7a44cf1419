"""Django's WSGI handler, which remembers where a path leads: the URLs of a running installation do not change."""

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.urls import ResolverMatch

from core.shelf import Shelf

MEMORY, LONGEST = 4 * 1024 * 1024, 200


class Handler(WSGIHandler):
    """Resolves each path once, instead of trying every route of every module before it at each request."""

    def __init__(self) -> None:
        super().__init__()
        self._matches: Shelf[str, ResolverMatch] = Shelf(MEMORY)

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        path = request.path_info
        match = None if hasattr(request, "urlconf") else self._matches.get(path)
        if match is None:
            match = super().resolve_request(request)
            if len(path) < LONGEST and not hasattr(request, "urlconf"):
                self._matches.put(path, match, 1_000)
        request.resolver_match = match
        return match

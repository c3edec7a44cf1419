"""The content security policy of the admin, looser than the shop's by one word, and only there.

django-unfold is written with Alpine.js, which makes functions of the expressions in its attributes; Alpine's build
without `eval` understands none but the simplest of them. Inline scripts and other hosts stay refused.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP

type Handler = Callable[[HttpRequest], HttpResponse]


def admin_policy(get_response: Handler) -> Handler:
    """Let the admin's own scripts, and no others, use `eval`."""
    policy = settings.SECURE_CSP | {"script-src": [CSP.SELF, CSP.UNSAFE_EVAL]}

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.resolver_match and "admin" in request.resolver_match.app_names:
            response.__dict__.setdefault("_csp_config", policy)  # as django.views.decorators.csp does for one view
        return response

    return middleware

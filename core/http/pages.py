"""Django's middleware for pages alone: the API has no sessions, forms, messages or frames, and pays for none of them.

Subclasses under their own names, so that Django's checks find each where they look for it. What these say in headers,
the API says by `core.http.middleware.api_manners`, in the same words.
"""

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils.deprecation import MiddlewareMixin

from core.http.middleware import API


class PagesOnly(MiddlewareMixin):
    """Steps aside for what is asked of the API."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(API):
            return self.get_response(request)
        return super().__call__(request)


class Policy(PagesOnly, ContentSecurityPolicyMiddleware): ...


class Languages(PagesOnly, LocaleMiddleware): ...


class Sessions(PagesOnly, SessionMiddleware): ...


class Authentication(PagesOnly, AuthenticationMiddleware): ...


class Messages(PagesOnly, MessageMiddleware): ...


class Frames(PagesOnly, XFrameOptionsMiddleware): ...


class Csrf(PagesOnly, CsrfViewMiddleware):
    def process_view(self, request: HttpRequest, callback: Any, args: Any, kwargs: Any) -> Any:
        # Views of the API are exempt: a bearer token does not travel by itself, as a cookie does.
        return None if request.path_info.startswith(API) else super().process_view(request, callback, args, kwargs)

"""Signing in on pages that people look at: a cookie for them, and from that an access token for their scripts.

The API takes bearer tokens alone, so a page's script asks here, with Django's CSRF token, and sends what it gets.
"""

from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.accounts.errors import InvalidCredentials
from core.accounts.forms import SignInForm
from core.accounts.services import sessions
from core.http.addresses import client_address
from core.http.api import landings
from core.http.problems import problem

SESSION = "api_session"


class SignOut(LogoutView):
    """Ends the cookie's session, and with it the one that its page asked tokens of."""

    next_page = "sign_in"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and (held := request.session.get(SESSION)):
            sessions.end(session_id=held, user_id=request.user.pk)
        return super().post(request, *args, **kwargs)


class SignIn(LoginView):
    """Leads to where the visitor wanted to go, else to the page that is theirs."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = False
    extra_context = {"title": _("Sign in")}

    def get_default_redirect_url(self) -> str:
        return _landing(self.request.user)


def _landing(user: Any) -> str:
    """Return the page of a module that the person's role works on, else the admin for staff, else the first page."""
    if page := landings().get(user.role):
        return reverse(page)
    return reverse("admin:index") if user.is_staff else "/"


@never_cache
@require_POST
def access(request: HttpRequest) -> HttpResponse:
    """Answer an access token of whoever is signed in here: {access}; 401 for nobody."""
    if not request.user.is_authenticated:
        return problem(401)
    try:
        opened = sessions.access_for(
            user=request.user,
            session=request.session.get(SESSION, ""),
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
        )
    except InvalidCredentials:
        logout(request)
        return problem(401)
    request.session[SESSION] = opened.session
    return JsonResponse({"access": opened.access})


urlpatterns = [
    path("account/sign-in/", SignIn.as_view(), name="sign_in"),
    path("account/sign-out/", SignOut.as_view(), name="sign_out"),
    path("account/access/", access, name="access"),
]

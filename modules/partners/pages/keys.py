"""API keys in the cabinet: made with scopes, shown once, revoked."""

from datetime import datetime, time

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.accounts import public as accounts
from core.http.scopes import known
from modules.partners.pages.desk import Desk, desk, go, page

SENT, REMEMBERED = "partners.keys_sent", 20


def scopes() -> list[tuple[str, StrOrPromise]]:
    """Return what a key can be good for, and what each allows in words."""
    return list(known.items())


class KeyForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of an API key", "Name"),
        max_length=100,
        help_text=gettext_lazy("Which program it is for, so that you know it again."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it opens"), choices=scopes, widget=forms.CheckboxSelectMultiple
    )
    expires = forms.DateField(
        label=gettext_lazy("Ends after"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Without a day it ends when you revoke it."),
    )

    def clean_expires(self) -> datetime | None:
        day = self.cleaned_data["expires"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return timezone.make_aware(datetime.combine(day, time.max))


@desk
def keys(request: HttpRequest, mine: Desk) -> HttpResponseBase:
    """Show the keys; one that was just made is shown in this answer alone, and kept nowhere."""
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke(request, mine)
    form = KeyForm(request.POST or None, label_suffix="")
    made = ""
    if request.method == "POST" and form.is_valid():
        if not _is_first(request):  # the page was loaded again
            return go(request, request.path, _("This form was sent before, and its key was made then."))
        given = form.cleaned_data
        asked = {"name": given["name"], "scopes": given["scopes"], "expires_at": given["expires"]}
        made, form = accounts.make_key(user_id=mine.by, **asked), KeyForm(label_suffix="")
    found = [(key, [known.get(scope, scope) for scope in key.scopes]) for key in accounts.keys_of(mine.by)]
    return page(
        request,
        mine,
        "keys",
        pgettext("page of the cabinet", "API keys"),
        form=form,
        made=made,
        keys=found,
        once=get_random_string(16),
    )


def _is_first(request: HttpRequest) -> bool:
    """Return whether a form is sent for the first time, by the mark that its page gave it."""
    mark, sent = request.POST.get("once", "")[:16], request.session.get(SENT, [])
    request.session[SENT] = [*sent, mark][-REMEMBERED:]
    return mark not in sent


def _revoke(request: HttpRequest, mine: Desk) -> HttpResponseBase:
    given = request.POST["revoke"]
    is_id = given.isascii() and given.isdigit() and len(given) < 19
    accounts.revoke_key(user_id=mine.by, key_id=int(given) if is_id else 0)
    return go(request, request.path, _("The key opens nothing any more."))


urlpatterns = [path("partner/keys/", keys, name="cabinet_keys")]

"""The agents' console: one page whose script talks to the API, for those who answer for support."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.csp import CSP
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override

from modules.support_chat.rules.states import Side
from modules.support_chat.selectors.conversations import is_agent
from modules.support_chat.selectors.views import name_of

# Nothing but the page's own files: should a text ever become markup, it could still neither run nor call out.
POLICY: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}


@never_cache
@csp_override(POLICY)
@login_required
def console(request: HttpRequest) -> HttpResponse:
    """Show the console to an agent, and in words to everybody else whom to ask for the right."""
    user: Any = request.user
    if not is_agent(user):
        return render(request, "support_chat/console_closed.html", {"title": _("Support desk")}, status=403)
    start = {
        "me": {"id": user.pk, "name": name_of(user, Side.AGENT)},
        "language": get_language(),
        "csrf": get_token(request),
        "access": reverse("access"),
        "signIn": f"{reverse('sign_in')}?next=",
        "words": words(),
    }
    return render(request, "support_chat/console.html", {"title": _("Support desk"), "start": start})


def words() -> dict[str, str]:
    """Return what the console's script says, in the reader's language; `{name}` is filled in there."""
    return _of_lists() | _of_talk() | _of_trouble()


def _of_lists() -> dict[str, str]:
    return {
        "open": pgettext("of a conversation", "open"),
        "pending": pgettext("of a conversation", "pending"),
        "resolved": pgettext("of a conversation", "resolved"),
        "nobody": _("nobody yet"),
        "you": pgettext("support", "you"),
        "waits": _("waiting {time}"),
        "firstWaits": _("first answer due, waiting {time}"),
        "unread": _("{count} unread"),
        "nothing": _("Nothing here."),
        "nothingFound": _("Nothing found."),
        "someone": _("Customer who left"),
        "present": pgettext("of a customer", "online"),
        "status": pgettext("of an order", "status"),
        "total": pgettext("of an order", "total"),
        "price": pgettext("of a product", "price"),
        "stock": pgettext("of a product", "in stock"),
        "order": pgettext("what it is about", "Order"),
        "product": pgettext("what it is about", "Product"),
        "now": _("just now"),
        "shortly": _("less than a minute"),
        "minutes": _("{count} min"),
        "hours": _("{count} h"),
        "days": _("{count} d"),
    }


def _of_talk() -> dict[str, str]:
    return {
        "sending": _("sending…"),
        "sent": pgettext("of a message", "sent"),
        "read": pgettext("of a message", "read"),
        "edited": pgettext("of a message", "edited"),
        "deleted": _("This message was deleted."),
        "notSent": _("Not sent: {why}"),
        "sendAgain": _("Send again"),
        "remove": pgettext("support", "Remove"),
        "noteOf": _("Note by {name}, seen by agents only"),
        "typing": _("{name} is typing…"),
        "download": _("Download {name}, {size}"),
        "uploading": _("uploading {name}…"),
        "noteFiles": _("Files go with answers, not with notes."),
        "tooMany": _("A message takes ten files. Left out: {names}"),
        "tooLarge": _("This is more than the server takes."),
        "stopped": _("The server did not take this."),
        "change": pgettext("a message", "Edit"),
        "takeBack": pgettext("a message", "Delete"),
        "sure": _("Delete this message?"),
        "keep": pgettext("a message", "Keep"),
        "keepChange": pgettext("a message", "Save"),
        "reply": _("Answer to the customer"),
        "note": _("Note for agents; the customer never sees it"),
        "resolvedHint": _("Resolved. Open it again to answer."),
        "send": pgettext("support", "Send"),
        "keepNote": _("Keep the note"),
        "taken": _("It is yours now."),
        "takeOver": _("Take over"),
        "take": pgettext("support", "Take"),
    }


def _of_trouble() -> dict[str, str]:
    return {
        "faster": _("Somebody was faster: {name} has taken this conversation."),
        "offline": _("No connection. Trying again…"),
        "out": _("You have been signed out."),
        "failed": _("That did not work: {why}"),
        "noLine": _("the server cannot be reached"),
        "soundOn": _("Sound is on"),
        "soundOff": _("Sound is off"),
        "assigned": _("Given to {name}."),
        "returned": _("Given back to the queue."),
        "nowOpen": _("The conversation is open."),
        "nowPending": _("The conversation waits for the customer."),
        "nowResolved": _("The conversation is resolved."),
        "gone": _("There is no such conversation."),
    }


urlpatterns = [path("support/console/", console, name="support_console")]
landing = {"agent": "support_console"}

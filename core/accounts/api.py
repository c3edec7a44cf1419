from typing import Annotated, Any
from uuid import UUID

import ninja
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Status

from core import ports
from core.accounts import errors, selectors
from core.accounts import schemas as s
from core.accounts.services import api_keys, passwords, people, registration, sessions
from core.accounts.services import contacts as contact_services
from core.http.addresses import client_address
from core.http.auth import signed_in, the_viewer
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from core.http.pagination import Page, Paging, paginate
from core.http.throttling import limited

router = ninja.Router()


@router.post("/auth/register/", response={201: s.RegisteredOut}, summary="Register")
@limited("register", "REGISTRATIONS_PER_HOUR", seconds=3600)
@idempotent
@refuses(errors.UsernameTaken, errors.PasswordRefused)
def register(request: HttpRequest, data: s.RegisterIn) -> Status[Any]:
    """Open an account. A token is mailed that confirms it; the answer is the same for an e-mail that is known."""
    fields = data.model_dump(exclude={"password_confirm", "type"})
    registration.register(**fields, role=data.type, language=get_language() or "")
    return Status(201, s.RegisteredOut(email=data.email))


@router.post("/auth/register/confirm/", response=s.ConfirmedOut, summary="Confirm an e-mail")
@refuses(errors.MailedTokenInvalid)
def confirm(request: HttpRequest, data: s.ConfirmIn) -> s.ConfirmedOut:
    """Confirm an account by the token from its letter; a token works once."""
    registration.confirm(email=data.email, token=data.token)
    return s.ConfirmedOut(email=data.email)


@router.post("/auth/login/", response=s.TokensOut, summary="Sign in")
@refuses(errors.InvalidCredentials, errors.EmailNotConfirmed)
def login(request: HttpRequest, response: HttpResponse, data: s.LoginIn) -> Any:
    """Exchange a password for tokens. Failures bring growing waits, for the account and for the address."""
    response["Cache-Control"] = "no-store"
    return sessions.sign_in(
        login=data.email or data.username or "",
        password=data.password,
        address=client_address(request),
        user_agent=request.headers.get("User-Agent", ""),
    )


@router.post("/auth/refresh/", response=s.TokensOut, summary="Refresh the tokens")
@refuses(errors.RefreshInvalid, errors.TokenReused)
def refresh(request: HttpRequest, response: HttpResponse, data: s.RefreshIn) -> Any:
    """Exchange a refresh token for a new pair. One that was used before ends the session for all who hold it."""
    response["Cache-Control"] = "no-store"
    return sessions.refresh(token=data.refresh)


@router.post("/auth/logout/", response={204: None}, auth=signed_in, summary="Sign out")
def logout(request: HttpRequest) -> Status[None]:
    """End this session: its tokens are dead at once."""
    viewer = the_viewer(request)
    sessions.end(session_id=viewer.session, user_id=viewer.id)
    return Status(204, None)


@router.post("/auth/logout-all/", response={204: None}, auth=signed_in, summary="Sign out everywhere")
def logout_all(request: HttpRequest) -> Status[None]:
    """End all sessions of this person."""
    sessions.end_all(user_id=the_viewer(request).id)
    return Status(204, None)


@router.post("/auth/password/reset/", response={202: s.ResetAskedOut}, summary="Ask for a new password")
@limited("password_reset", "REGISTRATIONS_PER_HOUR", seconds=3600)
def ask_password_reset(request: HttpRequest, data: s.ResetIn) -> Status[Any]:
    """Have a token mailed that lets its reader set a new password; the answer is the same for an unknown e-mail."""
    passwords.ask_reset(email=data.email)
    return Status(202, s.ResetAskedOut())


@router.post("/auth/password/reset/confirm/", response=s.PasswordChangedOut, summary="Set a new password by a token")
@refuses(errors.MailedTokenInvalid, errors.PasswordRefused)
def reset_password(request: HttpRequest, data: s.ResetConfirmIn) -> s.PasswordChangedOut:
    """Set a new password by the token from a letter. Every session of the person ends."""
    passwords.reset(email=data.email, token=data.token, password=data.password)
    return s.PasswordChangedOut()


@router.post("/auth/password/change/", response=s.PasswordChangedOut, auth=signed_in, summary="Change the password")
@refuses(errors.WrongPassword, errors.PasswordRefused, errors.InvalidCredentials)
def change_password(request: HttpRequest, data: s.PasswordChangeIn) -> s.PasswordChangedOut:
    """Set a new password by the present one. Every session of the person ends, this one too."""
    passwords.change(user_id=the_viewer(request).id, old_password=data.old_password, password=data.password)
    return s.PasswordChangedOut()


@router.get("/auth/profile/", response=s.ProfileOut, auth=signed_in, summary="Your profile")
def profile(request: HttpRequest) -> Any:
    return selectors.user(the_viewer(request).id)


@router.patch("/auth/profile/", response=s.ProfileOut, auth=signed_in, summary="Change your profile")
def change_profile(request: HttpRequest, data: s.ProfilePatch) -> Any:
    return people.change_profile(user_id=the_viewer(request).id, changes=data.changes())


@router.delete("/auth/profile/", response={204: None}, auth=signed_in, summary="Erase yourself")
def erase(request: HttpRequest) -> Status[None]:
    """Have all that is known of you blanked. Orders stay in the books without your name; there is no way back."""
    people.erase(user_id=the_viewer(request).id)
    return Status(204, None)


@router.get("/auth/profile/export/", response=s.PersonExport, auth=signed_in, summary="All that is kept about you")
def export(request: HttpRequest) -> s.PersonExport:
    """By what keeps it: your account, contacts and sessions, and what each module of the shop has of you."""
    return s.PersonExport(exported_at=timezone.now(), kept=ports.person(the_viewer(request).id))


@router.get("/auth/contacts/", response=Page[s.ContactOut], auth=signed_in, summary="Your contacts")
def contacts(request: HttpRequest, paging: Annotated[Paging, ninja.Query()]) -> Any:
    viewer = the_viewer(request)
    return paginate(selectors.contacts(viewer.id), paging, scope=viewer.id)


@router.post("/auth/contacts/", response={201: s.ContactOut}, auth=signed_in, summary="Add a contact")
@idempotent
@answers_header("Location", 201)
@refuses(errors.TooManyContacts)
def add_contact(request: HttpRequest, response: HttpResponse, data: s.ContactIn) -> Status[Any]:
    """Add an address for deliveries; a person keeps at most five."""
    contact = contact_services.add(user_id=the_viewer(request).id, **data.model_dump())
    response["Location"] = f"/api/v1/auth/contacts/{contact.pk}/"
    return Status(201, contact)


@router.get("/auth/contacts/{id:contact_id}/", response=s.ContactOut, auth=signed_in, summary="A contact")
def contact(request: HttpRequest, contact_id: int) -> Any:
    return selectors.contact(the_viewer(request).id, contact_id)


@router.patch("/auth/contacts/{id:contact_id}/", response=s.ContactOut, auth=signed_in, summary="Change a contact")
def change_contact(request: HttpRequest, contact_id: int, data: s.ContactPatch) -> Any:
    return contact_services.change(user_id=the_viewer(request).id, contact_id=contact_id, changes=data.changes())


@router.delete("/auth/contacts/{id:contact_id}/", response={204: None}, auth=signed_in, summary="Delete a contact")
def delete_contact(request: HttpRequest, contact_id: int) -> Status[None]:
    contact_services.delete(user_id=the_viewer(request).id, contact_id=contact_id)
    return Status(204, None)


@router.get("/auth/sessions/", response=Page[s.SessionOut], auth=signed_in, summary="Where you are signed in")
def list_sessions(request: HttpRequest, paging: Annotated[Paging, ninja.Query()]) -> Any:
    """Newest first; `current` is the one that asks."""
    viewer = the_viewer(request)
    found = paginate(selectors.living_sessions(viewer.id), paging, order="-created_at", scope=viewer.id)
    return found.map(lambda one: s.SessionOut.of(one, viewer.session))


@router.delete("/auth/sessions/", response={204: None}, auth=signed_in, summary="Sign out everywhere else")
def end_other_sessions(request: HttpRequest) -> Status[None]:
    viewer = the_viewer(request)
    sessions.end_others(user_id=viewer.id, but=viewer.session)
    return Status(204, None)


@router.delete("/auth/sessions/{uuid:session_id}/", response={204: None}, auth=signed_in, summary="End one session")
@refuses("not_found")
def end_session(request: HttpRequest, session_id: UUID) -> Status[None]:
    """Its refresh token is dead, and its access token with it, at once."""
    sessions.end_own(session_id=session_id, user_id=the_viewer(request).id)
    return Status(204, None)


@router.get("/auth/api-keys/", response=Page[s.ApiKeyOut], auth=signed_in, summary="Your API keys")
def list_api_keys(request: HttpRequest, paging: Annotated[Paging, ninja.Query()]) -> Any:
    """They are told by their beginnings; `used_at` is right to five minutes."""
    viewer = the_viewer(request)
    return paginate(selectors.living_keys(viewer.id), paging, scope=viewer.id)


# Without an Idempotency-Key: its first answer would have to be kept, and this one must not be.
@router.post("/auth/api-keys/", response={201: s.ApiKeyMadeOut}, auth=signed_in, summary="Make an API key")
@answers_header("Location", 201)
@refuses(errors.ScopeUnknown, errors.TooManyApiKeys)
def make_api_key(request: HttpRequest, response: HttpResponse, data: s.ApiKeyIn) -> Status[Any]:
    """Make a key for a program of yours; `key` is shown here and nowhere else.

    It is sent as `Authorization: Bearer torg_...` and opens the partner's calls of its scopes, with your rights there:
    `prices:read` and `prices:write` (price lists, schedule, exports), `orders:read` and `orders:write`, `state:read`
    and `state:write`. Whoever may write may read. It ends when it expires, when you revoke it, and with your account.
    """
    made = api_keys.make(user_id=the_viewer(request).id, name=data.name, scopes=data.scopes, expires_at=data.expires)
    response["Location"], response["Cache-Control"] = f"/api/v1/auth/api-keys/{made.row.pk}/", "no-store"
    told = s.ApiKeyOut.model_validate(made.row).model_dump(exclude={"expires"})
    return Status(201, told | {"expires_at": made.row.expires_at, "key": made.key})


@router.delete("/auth/api-keys/{id:key_id}/", response={204: None}, auth=signed_in, summary="Revoke an API key")
def revoke_api_key(request: HttpRequest, key_id: int) -> Status[None]:
    """It opens nothing any more, at once."""
    api_keys.revoke(key_id=key_id, user_id=the_viewer(request).id)
    return Status(204, None)

"""What accounts answer to whoever asks: who a token stands for, and what is kept about a person here."""

from core.accounts import selectors, tokens
from core.http.auth import Viewer, viewer_by_token
from core.mailing.journal import letters_to
from core.ports import Row, exports_person, provides

# In what a person is given of themselves; of a password, a token or a key there is nothing to give.
ACCOUNT = ("email", "username", "first_name", "last_name", "company", "tax_id", "position", "phone", "language", "role")
CONTACT = ("recipient", "phone", "city", "street", "house", "structure", "building", "apartment")
SESSION = ("user_agent", "address", "created_at", "used_at")


@provides(viewer_by_token)
def viewer_of_bearer(token: str) -> Viewer | None:
    """Return who an access token or API key stands for, or None where it does not hold, or no longer counts."""
    return _of_key(token) if token.startswith(tokens.API_KEY) else _of_access_token(token)


def _of_key(token: str) -> Viewer | None:
    key = selectors.key_standing(token)
    person = selectors.standing(key.user_id) if key else None
    if key is None or person is None or not person.active:
        return None
    # Nobody's program has the rights of staff, whoever's it is.
    return Viewer(key.user_id, person.role, language=person.language, scopes=key.scopes)


def _of_access_token(token: str) -> Viewer | None:
    claims = tokens.read_access(token)
    if claims is None:
        return None
    person = selectors.standing(claims.user_id)
    if not person.active or person.epoch != claims.epoch or claims.session in person.ended:
        return None
    return Viewer(
        id=claims.user_id,
        role=person.role,
        session=claims.sid,
        is_staff=person.is_staff,
        is_superuser=person.is_superuser,
        language=person.language,
        until=claims.exp,
    )


@exports_person("accounts")
def account_of(user_id: int) -> list[Row]:
    """Return the account itself, in one row."""
    user = selectors.user(user_id)
    return [{name: getattr(user, name) for name in (*ACCOUNT, "confirmed_at", "created_at")}]


@exports_person("contacts")
def contacts_of(user_id: int) -> list[Row]:
    """Return the person's address book."""
    return list(selectors.contacts(user_id).values(*CONTACT))


@exports_person("sessions")
def sessions_of(user_id: int) -> list[Row]:
    """Return from where, and with what, the person has signed in."""
    return list(selectors.living_sessions(user_id).values(*SESSION))


@exports_person("letters")
def letters_of(user_id: int) -> list[Row]:
    """Return which letters were sent to the person about orders and the like; what they said is not kept."""
    letters = letters_to(selectors.user(user_id).email)
    return [{"at": one.at, "subject": one.subject, "sent": not one.error} for one in letters]

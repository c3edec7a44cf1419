from core.accounts import selectors, tokens
from core.http.auth import Viewer, viewer_by_token
from core.ports import provides


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

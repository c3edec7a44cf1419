from core.accounts import selectors, tokens
from core.http.auth import Viewer, viewer_by_token
from core.ports import provides


@provides(viewer_by_token)
def viewer_of_access_token(token: str) -> Viewer | None:
    """Return who an access token stands for, or None where it does not hold, or no longer counts."""
    claims = tokens.read_access(token)
    if claims is None:
        return None
    person = selectors.standing(claims.user_id)
    if not person.active or person.epoch != claims.epoch or claims.session in person.ended:
        return None
    return Viewer(claims.user_id, person.role, claims.sid, person.is_staff, person.is_superuser, person.language)

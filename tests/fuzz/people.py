"""Somebody of each role in a running shop, signed in for as long as a run takes."""

from tests.flows.shop import PASSWORD, Person, Shop, token_in

ROLES = ("anonymous", "buyer", "supplier", "agent", "staff")
MAKE = (
    "from core.accounts.models import User; from django.utils import timezone; "
    "User.objects.{how}(email='{email}', password='{password}', role='{role}', confirmed_at=timezone.now())"
)


class Caller:
    """Somebody's Authorization header; empty for nobody."""

    def __init__(self, person: Person) -> None:
        self.token = str(person.http.headers.get("Authorization", ""))


def of_role(shop: Shop, role: str) -> Caller:
    """Sign in a new person of the role (nobody at all for `anonymous`)."""
    return Caller(_person(shop, role))


def _person(shop: Shop, role: str) -> Person:
    match role:
        case "anonymous":
            return shop.stranger()
        case "buyer":
            return shop.buyer()
        case "supplier":
            return _supplier(shop)
        case "agent":
            return _made(shop, how="create_user", role="agent")
        case "staff":
            return _made(shop, how="create_superuser", role="buyer")
    raise ValueError(f"There is no role {role!r}; there are {', '.join(ROLES)}.")


def _supplier(shop: Shop) -> Person:
    person = shop.stranger()
    wanted = {"email": person.email, "password": PASSWORD, "type": "supplier", "company": person.email}
    assert person.post("auth/register/", wanted).status_code == 201
    token = token_in(shop.wait_for_mails(1, to=person.email)[0])
    assert person.post("auth/register/confirm/", {"email": person.email, "token": token}).status_code == 200
    boss = shop.boss()
    for waiting in boss.get("admin/suppliers/", status="pending").json()["items"]:
        boss.post(f"admin/suppliers/{waiting['id']}/approve/")
    return person.login()


def _made(shop: Shop, *, how: str, role: str) -> Person:
    # One of their own for each run: it may erase itself, or change its password.
    person = shop.stranger()
    shop.run("shell", "-c", MAKE.format(how=how, email=person.email, password=PASSWORD, role=role))
    return person.login()

"""What the installation says of itself: the only file that reads environment variables.

The presence of DATABASE_URL chooses the profile: with it the full one, whose secrets must be
given; without it the embedded one, which makes its secrets once and keeps them in DATA_DIR.
"""

import json
import os
import re
import secrets
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return the variable, or the default where it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def names(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def flag(name: str, default: bool = False) -> bool:
    """Return a yes/no variable; refuse anything that is neither."""
    value = text(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in TRUE


def number(name: str, default: int) -> int:
    """Return a whole number; refuse anything else."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def percentage(name: str) -> Decimal | None:
    """Return a percentage of 0 to 99.99 with at most two decimal places, None where it is unset."""
    value = text(name)
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?", value):
        raise ImproperlyConfigured(f"{name} must be a percentage such as 20 or 5.5, not {value!r}.")
    return Decimal(value).quantize(Decimal("0.01"))


def one_of(name: str, *allowed: str) -> str:
    """Return a variable that takes few words, by default the first of them; refuse any other."""
    value = text(name, allowed[0]).lower()
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def numbers(name: str, default: str) -> list[int]:
    """Return whole numbers above zero, given by commas, in ascending order; refuse anything else."""
    parts = names(name, default)
    if not all(part.isascii() and part.isdigit() and int(part) for part in parts):
        raise ImproperlyConfigured(f"{name} must be whole numbers by commas, not {text(name)!r}.")
    return sorted(map(int, parts))


def time_zone(name: str) -> str:
    """Return the name of a time zone, UTC where none is given; refuse what the IANA database does not know."""
    value = text(name, "UTC")
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ImproperlyConfigured(f"{name} must be a time zone such as Europe/Moscow, not {value!r}.") from None
    return value


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Return IP networks, given by commas; refuse anything else."""
    try:
        return [ip_network(part) for part in names(name)]
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be networks by commas, e.g. 10.0.0.0/8, not {text(name)!r}.") from None


DATABASE_URL = text("DATABASE_URL")
EMBEDDED = not DATABASE_URL
DATA_DIR = Path(text("DATA_DIR", str(BASE_DIR / "var"))).resolve()


def secret(name: str) -> str:
    """Return a secret of at least 32 characters: given (full profile) or made once and kept (embedded)."""
    given = text(name)
    if given or not EMBEDDED:
        return _checked(name, given)
    return _kept_secrets()[name]


def _checked(name: str, value: str) -> str:
    if len(value) < 32:
        raise ImproperlyConfigured(
            f"{name} must be at least 32 random characters, and is to be given wherever DATABASE_URL is. "
            f'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return value


def _kept_secrets() -> dict[str, str]:
    path = DATA_DIR / "secrets.json"
    if not path.exists():
        _make_secrets(path)
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def _make_secrets(path: Path) -> None:
    # Written aside and linked into place: two processes starting at once end up with one file.
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".secrets-{os.getpid()}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    made = {name: secrets.token_urlsafe(50) for name in ("SECRET_KEY", "JWT_SIGNING_KEY")}
    with os.fdopen(handle, "w") as file:
        json.dump(made, file)
    try:
        os.link(aside, path)
    except FileExistsError:
        pass  # another process was first; its secrets are the secrets
    finally:
        aside.unlink()


def mailer(timeout: int = 10) -> dict[str, object]:
    """Return the Django MAILERS entry for EMAIL_URL (smtp:// or smtps://), or `.eml` files in DATA_DIR/mail."""
    url = text("EMAIL_URL")
    if not url:
        return {"BACKEND": "core.mailing.files.EmlFiles", "OPTIONS": {"folder": str(DATA_DIR / "mail")}}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:password@host:port.")
    starttls = parts.scheme == "smtp+tls" or "tls" in parse_qs(parts.query)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (465 if parts.scheme == "smtps" else 25),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": starttls,
            "timeout": timeout,
        },
    }

"""Is it set up as it should be: secrets, addresses, modules?"""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.utils.translation import gettext as _

from core.checkup import Finding, check, warning, well, wrong
from core.registry import available

MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
SAMPLES = ("change", "example", "insecure", "password", "secret", "sample", "1234567890")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@check("secrets")
def secrets() -> Iterator[Finding]:
    found = list(_weak())
    yield from found or [well(_("The secrets are long, random and different from each other."))]
    for path in (settings.DATA_DIR / "secrets.json", settings.BASE_DIR / ".env"):
        if path.exists() and path.stat().st_mode & 0o077:
            yield wrong(_("Others on this machine can read %s.") % path, f"chmod 600 {path}")


def _weak() -> Iterator[Finding]:
    values = {"SECRET_KEY": settings.SECRET_KEY, "JWT_SIGNING_KEY": settings.JWT_SIGNING_KEY}
    for name, value in values.items():
        if len(value) < 32 or len(set(value)) < 10 or any(sample in value.lower() for sample in SAMPLES):
            yield wrong(_("%s looks like a sample or is easily guessed.") % name, MAKE_ONE)
    if len(set(values.values())) == 1:
        yield wrong(_("SECRET_KEY and JWT_SIGNING_KEY are the same: one leak would open both doors."), MAKE_ONE)
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < 16:
        yield warning(_("METRICS_TOKEN is short enough to be guessed."), MAKE_ONE)


@check("addresses")
def addresses() -> Iterator[Finding]:
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    found = [*_public(host), *_proxies()]
    if "*" in settings.ALLOWED_HOSTS:
        found.append(warning(_("ALLOWED_HOSTS lets every host name in."), _("Name the hosts of the shop in it.")))
    elif not validate_host(host, settings.ALLOWED_HOSTS):
        said = _("The host of PUBLIC_URL, %s, is not in ALLOWED_HOSTS: the links in mails would be refused.") % host
        found.append(wrong(said, _("Add it to ALLOWED_HOSTS, or correct PUBLIC_URL.")))
    yield from found or [well(_("People reach this shop at %s.") % settings.PUBLIC_URL)]


def _public(host: str) -> Iterator[Finding]:
    if settings.EMBEDDED:
        return
    if host in LOOPBACK:
        yield warning(_("PUBLIC_URL leads to this machine alone, and so do the links in mails."), _("Set PUBLIC_URL."))
    elif not settings.PUBLIC_URL.startswith("https://"):
        said = _("PUBLIC_URL is not https: passwords and tokens go over the net as they are.")
        yield warning(said, _("Put TLS in front (deploy/) and set PUBLIC_URL to its https address."))


def _proxies() -> Iterator[Finding]:
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES:
        said = _("PUBLIC_URL is https and no proxy is trusted: every request would be sent to https for ever.")
        yield wrong(said, _("Name the proxy in TRUSTED_PROXIES; it must set X-Forwarded-Proto."))
    for name in settings.TRUSTED_PROXIES:
        try:
            everybody = ip_network(name, strict=False).prefixlen == 0
        except ValueError:
            yield wrong(_("TRUSTED_PROXIES names %s, which is neither an address nor a network.") % name)
            continue
        if everybody:
            said = _("TRUSTED_PROXIES trusts everybody: anyone may claim any address and pass the limits.")
            yield wrong(said, _("Name the addresses of your proxies only."))


@check("debug")
def debug() -> Iterator[Finding]:
    if not settings.DEBUG:
        yield well(_("DEBUG is off."))
    elif settings.EMBEDDED and urlsplit(settings.PUBLIC_URL).hostname in LOOPBACK:
        yield warning(_("DEBUG is on: errors show code and settings to whoever sees them."), "DEBUG=0")
    else:
        yield wrong(_("DEBUG is on where others can reach it: errors show them code and settings."), "DEBUG=0")


@check("modules")
def modules() -> Iterator[Finding]:
    on = [package.rpartition(".")[2] for package in settings.MODULE_PACKAGES]
    yield well(_("Switched on: %s.") % ", ".join(on))
    off = sorted(name for name, package in available().items() if package not in settings.MODULE_PACKAGES)
    if off:
        yield well(_("Installed and not switched on: %s (MODULES says which are).") % ", ".join(off))


@check("static")
def static() -> Iterator[Finding]:
    if not settings.COLLECTED:
        yield well(_("Static files are served from the packages."))
    elif (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield well(_("Static files are collected in %s.") % settings.STATIC_ROOT)
    else:
        said = _("STATIC_ROOT is set, and %s holds no collected files: admin and docs would be broken.")
        yield wrong(said % settings.STATIC_ROOT, "manage.py collectstatic --noinput")

"""Do the queue, the caches and the mail server answer, and are they set as Torg needs them?"""

import smtplib
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.utils.translation import gettext as _
from pymemcache.client.base import Client
from pymemcache.exceptions import MemcacheError

from core.checkup import Finding, check, warning, well, wrong
from core.logs import masked
from core.serving.doctor.installation import LOOPBACK
from core.serving.doctor.rounds import first_line

SECONDS = 3.0


@check("redis", seconds=5)
def queue() -> Iterator[Finding]:
    if settings.EMBEDDED:
        return
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS, retry=None, decode_responses=True
    )
    place = "{0.hostname}:{0.port}".format(urlsplit(settings.REDIS_URL))
    try:
        yield from _redis(dict(client.info()), place)
    except redis.RedisError as failure:
        said = _("Redis at %(place)s cannot be used: %(why)s")
        mend = _("Start it, or correct REDIS_URL. Until then nothing is lost, and background work waits.")
        yield wrong(said % {"place": place, "why": masked(first_line(failure))}, mend)
    finally:
        client.close()


def _redis(info: dict[str, Any], place: str) -> Iterator[Finding]:
    policy = info.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        said = _("Redis may throw messages away when its memory is full (maxmemory-policy is %s).") % policy
        yield wrong(said, "redis-cli CONFIG SET maxmemory-policy noeviction")
    if "err" in (info.get("rdb_last_bgsave_status"), info.get("aof_last_write_status")):
        said = _("Redis cannot write to its disk, and then refuses what it is told.")
        yield wrong(said, _("Make room or mend the rights of its folder; its log says which."))
    if policy == "noeviction":
        known = {"place": place, "version": info.get("redis_version", "?")}
        yield well(_("Redis %(version)s at %(place)s answers.") % known)
    if not info.get("aof_enabled"):
        yield well(_("Redis may forget its queue when it dies; the outbox rings again, so nothing is lost."))


@check("memcached", seconds=5)
def caches() -> Iterator[Finding]:
    for node in () if settings.EMBEDDED else settings.CACHES["default"]["LOCATION"]:
        client = Client(node, connect_timeout=SECONDS / 2, timeout=SECONDS / 2)
        try:
            version = client.version().decode()
        except (OSError, MemcacheError) as failure:
            said = _("memcached at %(node)s does not answer: %(why)s")
            mend = _("Start it, or correct MEMCACHED_URL. Until then everything works, slower.")
            yield wrong(said % {"node": node, "why": first_line(failure)}, mend)
        else:
            yield well(_("memcached %(version)s at %(node)s answers.") % {"version": version, "node": node})
        finally:
            client.close()


@check("mail", seconds=8)
def mail() -> Iterator[Finding]:
    known: dict[str, Any] = settings.MAILERS["default"]["OPTIONS"]  # type: ignore[assignment]
    if "host" not in known:
        said = _("Mails become files in %s; nobody gets them.") % known["folder"]
        yield well(said) if settings.EMBEDDED else wrong(said, _("Set EMAIL_URL."))
        return
    if not settings.ADMIN_EMAIL:
        yield warning(_("Nobody is told of new orders."), _("Set ADMIN_EMAIL."))
    if known["username"] and not (known["use_tls"] or known["use_ssl"]) and known["host"] not in LOOPBACK:
        said = _("The password of the mail server goes over the net as it is.")
        yield warning(said, _("Use smtp+tls:// in EMAIL_URL."))
    place = f"{known['host']}:{known['port']}"
    try:
        _greet(known)
    except smtplib.SMTPAuthenticationError:
        yield wrong(_("The mail server at %s refuses the user or the password.") % place, _("Correct EMAIL_URL."))
    except smtplib.SMTPNotSupportedError as failure:
        said = _("The mail server at %(place)s does not offer what EMAIL_URL asks for: %(why)s")
        yield wrong(said % {"place": place, "why": first_line(failure)}, _("Correct EMAIL_URL."))
    except (OSError, smtplib.SMTPException) as failure:
        said = _("The mail server at %(place)s cannot be used: %(why)s")
        yield wrong(said % {"place": place, "why": masked(first_line(failure))}, _("Start it, or correct EMAIL_URL."))
    else:
        yield well(_("The mail server at %s takes mail from us.") % place)


def _greet(known: dict[str, Any]) -> None:
    """Say hello as a mail would, and send none."""
    tls = ssl.create_default_context()
    if known["use_ssl"]:
        server: smtplib.SMTP = smtplib.SMTP_SSL(known["host"], known["port"], timeout=SECONDS, context=tls)
    else:
        server = smtplib.SMTP(known["host"], known["port"], timeout=SECONDS)
    with server:
        server.ehlo()
        if known["use_tls"]:
            server.starttls(context=tls)
            server.ehlo()
        if known["username"]:
            server.login(known["username"], known["password"])
        server.noop()

"""Whose address a request comes from: X-Forwarded-For counts only as far as our own proxies wrote it."""

from collections.abc import Mapping
from functools import cache, lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

SHORT = 100  # characters of a header worth remembering


def client_address(request: HttpRequest) -> str:
    """Return the address of the nearest hop that is not one of TRUSTED_PROXIES."""
    return address_of(request.META)


def address_of(environ: Mapping[str, Any]) -> str:
    """Return the same from what WSGI says of a request."""
    peer, proxies = environ.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES
    if not proxies:
        return _nearest(peer, "", ())
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
    remembered = _nearest if len(forwarded) < SHORT else _nearest.__wrapped__
    return remembered(peer, forwarded, tuple(proxies))


@lru_cache(maxsize=10_000)
def _nearest(peer: str, forwarded: str, proxies: tuple[str, ...]) -> str:
    hops = [*forwarded.split(","), peer] if _trusted(peer, proxies) else [peer]
    for hop in (hop.strip() for hop in reversed(hops)):
        if hop and not _trusted(hop, proxies):
            return hop if _is_address(hop) else "unknown"
    return peer or "unknown"


def _trusted(hop: str, proxies: tuple[str, ...]) -> bool:
    networks = _networks(proxies)
    return bool(networks) and _is_address(hop) and any(ip_address(hop) in network for network in networks)


def _is_address(hop: str) -> bool:
    try:
        ip_address(hop)
    except ValueError:
        return False
    return True


@cache
def _networks(names: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(name, strict=False) for name in names)

"""Whose address a request comes from: X-Forwarded-For counts only as far as our own proxies wrote it."""

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the nearest hop that is not one of TRUSTED_PROXIES."""
    hops = [request.META.get("REMOTE_ADDR", "")]
    if _trusted(hops[0]):
        hops = [*request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), *hops]
    for hop in (hop.strip() for hop in reversed(hops)):
        if hop and not _trusted(hop):
            return hop if _is_address(hop) else "unknown"
    return request.META.get("REMOTE_ADDR", "") or "unknown"


def _trusted(hop: str) -> bool:
    networks = _networks(tuple(settings.TRUSTED_PROXIES))
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

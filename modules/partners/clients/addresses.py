"""Where the shop may call in somebody else's name: the public internet, on the ports of the web.

After OWASP's "Server Side Request Forgery Prevention": what is judged is the number that is connected to, never the
name, which may mean something else a moment later. IANA's special-purpose registries say which numbers are public.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from modules.partners.errors import UrlRefused

LONGEST = 2000
PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,252}[a-z0-9_])?")
# A name that ends in a number is one of the old ways to write an address: 2130706433, 0x7f.1, 0177.0.0.1.
_NUMBER = re.compile(r"(?:.*\.)?(?:0x[0-9a-f]*|[0-9]+)")
_PUBLIC_V6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
# Public by the registries, and yet nobody's shop: a cloud's own services, relays into other networks.
_CLOSED = [ip_network(one) for one in ("168.63.129.16/32", "192.88.99.0/24", "2002::/16", "2001::/32", "3fff::/20")]


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be called as far as it can be told before its name is looked up; `path` has the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def target(url: str) -> Target:
    """Return what a URL means; raises UrlRefused where it can never be called."""
    if len(url) > LONGEST or not url.isprintable() or any(char in url for char in ' \\"<>^`{|}'):
        raise UrlRefused(_("This is no address of the web."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UrlRefused(_("This is no address of the web.")) from None
    if parts.scheme not in PORTS:
        raise UrlRefused(_("The address must begin with http:// or https://."))
    if "@" in parts.netloc:
        raise UrlRefused(_("The address must not have a user name or a password in it."))
    port = PORTS[parts.scheme] if port is None else port
    if port not in settings.PRICE_LIST_URL_PORTS:
        raise UrlRefused(_("Nothing is fetched from this port."))
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return Target(parts.scheme, _host(parts.hostname or ""), port, f"{path}?{query}" if query else path)


def _host(written: str) -> str:
    try:
        number = str(ip_address(written))
    except ValueError:
        return _name(written)
    if "%" in written or not may_be_called(number):
        raise UrlRefused(_("Nothing is fetched from this address: it is not on the public internet."))
    return number


def _name(written: str) -> str:
    try:
        name = written.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        name = ""
    if not _NAME.fullmatch(name) or _NUMBER.fullmatch(name):
        raise UrlRefused(_("This is no address of the web."))
    return name


def may_be_called(number: str) -> bool:
    """Return whether an IP address is public, or in a network that PRICE_LIST_URL_ALLOW opens."""
    one = _meant(ip_address(number.partition("%")[0]))
    if any(one in network for network in settings.PRICE_LIST_URL_ALLOW):
        return True
    if isinstance(one, IPv6Address) and one not in _PUBLIC_V6:
        return False
    return one.is_global and not one.is_multicast and not any(one in network for network in _CLOSED)


def _meant(one: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 one stands for (RFC 4291, 2.5.5.2; RFC 6052), else the address itself."""
    if isinstance(one, IPv6Address):
        if one.ipv4_mapped:
            return one.ipv4_mapped
        if one in _NAT64:
            return IPv4Address(int(one) & 0xFFFFFFFF)
    return one

"""Whose request is it, and how little of that need anybody know?"""

import ipaddress
from functools import lru_cache

from kb.errors import KBError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def networks(setting: str, text: str) -> tuple[Network, ...]:
    """The networks of a setting, such as "127.0.0.0/8,::1". Raises KBError where one is none."""
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise KBError("%(name)s must be networks, with commas between.", name=setting) from None


def within(address: str, many: tuple[Network, ...]) -> bool:
    """Whether an address belongs to any of the networks; one that cannot be read belongs to none."""
    found = _read(address)
    return found is not None and any(found.version == each.version and found in each for each in many)


def sender(address: str) -> str:
    """Who is taken for one sender: an address or, as a home has so many, a /64 of IPv6."""
    return _cut(address, 32, 64)


def neighbourhood(address: str) -> str:
    """The part of an address that a log may hold."""
    return _cut(address, 24, 48)


def _cut(address: str, v4: int, v6: int) -> str:
    found = _read(address)
    if found is None:
        return "unknown"
    return str(ipaddress.ip_network((found, v4 if found.version == 4 else v6), strict=False))


@lru_cache(maxsize=1)  # the same request asks several times
def _read(address: str) -> _Address | None:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return (found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None) or found

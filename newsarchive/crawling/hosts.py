"""Which hosts are private: loopback, link-local, private-use, multicast and everything else that is not global."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL_NAMES = frozenset({"localhost", "ip6-localhost", "ip6-loopback"})
_LOCAL_SUFFIXES = (".localhost", ".local", ".localdomain", ".internal", ".home.arpa")


def is_private(host: str) -> bool:
    """Whether `host`, an IP address as text (brackets, zone allowed), is no public unicast address; a name is not."""
    address = _address(host.strip("[]").partition("%")[0])
    if address is None:
        return False
    return not address.is_global or address.is_multicast or getattr(address, "is_site_local", False)


def names_this_network(host: str) -> bool:
    """Whether a name means this machine or its network: localhost and the suffixes that no public name has."""
    name = host.rstrip(".").lower()
    return name in _LOCAL_NAMES or name.endswith(_LOCAL_SUFFIXES)


def without_userinfo(url: str) -> str:
    """`url` without its user and password: they must reach neither a server, nor a log, nor a WARC."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def _address(host: str) -> _Address | None:
    """The address that a host in a URL means, old spellings and embedded IPv4 too: 127.1, 0x7f000001, 2130706433."""
    try:
        address: _Address = ipaddress.ip_address(host)
    except ValueError:
        if not re.fullmatch(r"[0-9a-fA-FxX.]+", host):
            return None
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            return None
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


def plain_ip(peer: str) -> str | None:
    """The address in its canonical text form (RFC 5952 for IPv6), without a zone; None if it is none."""
    try:
        return str(ipaddress.ip_address(peer.partition("%")[0]))
    except ValueError:
        return None

"""Which hosts are private: loopback, link-local, private-use, multicast and everything else that is not global."""

from __future__ import annotations

import ipaddress


def is_private(host: str) -> bool:
    """Whether `host`, an IP address as text (brackets, zone allowed), is no public unicast address; a name is not."""
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return not mapped.is_global or mapped.is_multicast


def plain_ip(peer: str) -> str | None:
    """The address in its canonical text form (RFC 5952 for IPv6), without a zone; None if it is none."""
    try:
        return str(ipaddress.ip_address(peer.partition("%")[0]))
    except ValueError:
        return None

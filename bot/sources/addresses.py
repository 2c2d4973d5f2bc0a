"""Which network addresses the bot may visit.

A feed or page can name any host, and any host name can lead to any address: to this machine, to the
office network, to the credentials service of a cloud. So each address is judged, not the name.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from bot.model.errors import ConfigError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

OPEN_PORTS = frozenset({80, 443})
"""The ports that need no permission."""

# ``is_global`` of the standard library follows IANA's registries; what it lets through and must
# not be visited, or what changed between Python versions, is named here.
_CLOSED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier NAT; cloud metadata at 100.100.100.200
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's host service: a public address that is none
        "169.254.0.0/16",  # link-local; cloud metadata
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata at 192.0.0.192
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # protocol assignments, Teredo, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries any IPv4 address
        "3fff::/20",  # documentation
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that IANA has given out for the public IPv6 internet."""
_NAT64 = IPv6Network("64:ff9b::/96")


@lru_cache(maxsize=256)
def parse_address(text: str) -> Address:
    """The address that ``text`` is; of one request it is asked for several times. Raises ValueError."""
    return ipaddress.ip_address(text)


def unwrap(address: Address) -> Address:
    """The IPv4 address that an IPv4-mapped or NAT64 address stands for; others as they are."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: Address) -> bool:
    """Whether the address belongs to a machine on the public internet."""
    address = unwrap(address)
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return address.is_global and not any(address in network for network in _CLOSED)


@dataclass(frozen=True, slots=True)
class Permissions:
    """What may be visited although it is not public, or on an unusual port."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, entries: Sequence[str]) -> Permissions:
        """Read host names, addresses and networks ("10.1.0.0/16").

        Raises ConfigError for an entry that is none of these.
        """
        hosts, networks = set(), []
        for entry in (entry.strip().lower().rstrip(".") for entry in entries):
            try:
                networks.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                if not re.fullmatch(r"[^\s/:@?#]+", entry) or re.fullmatch(r"[\d.]+", entry):
                    raise ConfigError(
                        f'fetch.allow_private: "{entry}" is no host name, address or network; '
                        'write for example "intranet.example", "127.0.0.1" or "10.1.0.0/16"'
                    ) from None
                hosts.add(entry)
        return cls(frozenset(hosts), tuple(networks))

    def refusal(self, host: str, address: str, port: int) -> str | None:
        """Why ``host`` may not be visited at ``address`` and ``port``; None where it may."""
        try:
            parsed = parse_address(address)
        except ValueError:
            return f"it leads to {address!r}, which is no address"
        if getattr(parsed, "scope_id", None):
            return f"it leads to {address}, which is for one link only"
        if host in self.hosts or self._names(parsed):
            return None
        if port not in OPEN_PORTS:
            return f"port {port} is neither 80 nor 443"
        if not is_public(parsed):
            return f"it leads to {address}, which is not public"
        return None

    def is_own(self, host: str) -> bool:
        """Whether the configuration itself names the host: one of the newsroom's own."""
        try:
            return host in self.hosts or self._names(parse_address(host.strip("[]")))
        except ValueError:
            return False

    def _names(self, address: Address) -> bool:
        return any(address in network or unwrap(address) in network for network in self.networks)

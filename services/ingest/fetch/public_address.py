"""Which IP addresses a fetch may reach.

The blocks are those of the IANA special-purpose address registries (RFC 6890) and the addresses at which clouds
answer their guests. An IPv6 address is reached only inside 2000::/3, what IANA gives out as global unicast (RFC 4291,
section 2.4). An IPv4 address inside an IPv6 one is judged by the rules for IPv4: translators and tunnels lead there.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

IPAddress = IPv4Address | IPv6Address
_Blocks = list[tuple[IPv4Network | IPv6Network, str]]


def _blocks(*rows: tuple[str, str]) -> _Blocks:
    return [(ip_network(block), what) for block, what in rows]


_NEVER = _blocks(
    ("100.100.100.200/32", "a cloud's metadata service"),
    ("168.63.129.16/32", "a cloud's metadata service"),
    ("fd00:ec2::254/128", "a cloud's metadata service"),
    ("fd20:ce::254/128", "a cloud's metadata service"),
    ("0.0.0.0/8", "this host on this network (RFC 791)"),
    ("169.254.0.0/16", "link-local, where metadata services answer (RFC 3927)"),
    ("192.0.0.0/24", "kept for protocols (RFC 6890)"),
    ("192.0.2.0/24", "documentation (RFC 5737)"),
    ("192.88.99.0/24", "6to4 relays (RFC 7526)"),
    ("198.18.0.0/15", "benchmarks (RFC 2544)"),
    ("198.51.100.0/24", "documentation (RFC 5737)"),
    ("203.0.113.0/24", "documentation (RFC 5737)"),
    ("224.0.0.0/4", "multicast (RFC 5771)"),
    ("240.0.0.0/4", "reserved or broadcast (RFC 1112)"),
    ("::/128", "unspecified (RFC 4291)"),
    ("64:ff9b:1::/48", "NAT64 of a local network (RFC 8215)"),
    ("100::/64", "discarded (RFC 6666)"),
    ("2001::/23", "kept for protocols, Teredo and ORCHID among them (RFC 2928)"),
    ("2001:db8::/32", "documentation (RFC 3849)"),
    ("3fff::/20", "documentation (RFC 9637)"),
    ("fe80::/10", "link-local (RFC 4291)"),
    ("fec0::/10", "site-local (RFC 3879)"),
    ("ff00::/8", "multicast (RFC 4291)"),
)
_PRIVATE = _blocks(
    ("10.0.0.0/8", "private (RFC 1918)"),
    ("100.64.0.0/10", "shared by a carrier's customers (RFC 6598)"),
    ("127.0.0.0/8", "loopback (RFC 1122)"),
    ("172.16.0.0/12", "private (RFC 1918)"),
    ("192.168.0.0/16", "private (RFC 1918)"),
    ("::1/128", "loopback (RFC 4291)"),
    ("fc00::/7", "unique local (RFC 4193)"),
)
"""What a machine or an organisation uses itself: reached when that is allowed."""
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_LEADS_TO_IPV4 = (
    (IPv6Network("::ffff:0:0/96"), 0, "IPv4-mapped (RFC 4291)"),
    (IPv6Network("64:ff9b::/96"), 0, "NAT64 (RFC 6052)"),
    (IPv6Network("2002::/16"), 80, "6to4 (RFC 3056)"),
)
"""A block, how many bits stand behind the IPv4 address in it, and what it is called."""
_ISATAP = (0x00005EFE, 0x02005EFE)
"""The upper half of an interface identifier that ends in an IPv4 address (RFC 5214, section 6.1)."""


def refusal(address: IPAddress, *, allow_private: bool) -> str | None:
    """What speaks against connecting to the address, such as "loopback (RFC 1122)"; None when nothing does.

    `allow_private` opens private networks, loopback among them, and nothing else: link-local addresses, metadata
    services, multicast and reserved blocks stay shut.
    """
    if isinstance(address, IPv6Address):
        return _refusal_of_ipv6(address, allow_private)
    return _refusal_by_block(address, allow_private)


def _refusal_by_block(address: IPAddress, allow_private: bool) -> str | None:
    blocks = _NEVER if allow_private else [*_NEVER, *_PRIVATE]
    return next((what for block, what in blocks if address in block), None)


def _refusal_of_ipv6(address: IPv6Address, allow_private: bool) -> str | None:
    for block, behind, what in _LEADS_TO_IPV4:
        if address in block:
            inner = refusal(_ipv4_in(address, behind), allow_private=allow_private)
            return f"{what} of an IPv4 address that is {inner}" if inner else None
    if what_block := _refusal_by_block(address, allow_private):
        return what_block
    if int(address) >> 32 & 0xFFFFFFFF in _ISATAP and (
        inner := refusal(_ipv4_in(address, 0), allow_private=allow_private)
    ):
        return f"ISATAP (RFC 5214) of an IPv4 address that is {inner}"
    if address in _GLOBAL_UNICAST or any(address in block for block, _ in _PRIVATE):
        return None
    return "no global unicast address (RFC 4291)"


def _ipv4_in(address: IPv6Address, behind: int) -> IPv4Address:
    return IPv4Address(int(address) >> behind & 0xFFFFFFFF)

"""Which addresses a fetch may reach."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.fetch.public_address import refusal

PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.31.196.1",
    "223.255.255.255",
    "2001:4860:4860::8888",
    "2001:200::1",
    "2a00:1450:4001::1",
    "2620:4f:8000::1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
    "2a00::5efe:808:808",
]
NEVER = {
    "0.0.0.0": "this host",
    "0.1.2.3": "this host",
    "100.100.100.200": "metadata",
    "168.63.129.16": "metadata",
    "169.254.169.254": "link-local",
    "169.254.0.1": "link-local",
    "192.0.0.192": "protocols",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4",
    "198.18.0.1": "benchmarks",
    "198.19.255.255": "benchmarks",
    "198.51.100.1": "documentation",
    "203.0.113.1": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.255": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "unspecified",
    "::7f00:1": "no global unicast",
    "::ffff:0:7f00:1": "no global unicast",
    "::ffff:0.0.0.0": "IPv4-mapped",
    "::ffff:169.254.169.254": "IPv4-mapped",
    "64:ff9b::169.254.169.254": "NAT64",
    "64:ff9b:1::1": "NAT64",
    "64:ff9b:1:808:808::": "NAT64",
    "100::1": "discarded",
    "2001::1": "Teredo",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2": "Teredo",
    "2001:2::1": "protocols",
    "2001:20::1": "ORCHID",
    "2001:db8::1": "documentation",
    "2002:a9fe:a9fe::": "6to4",
    "2a00::5efe:a9fe:a9fe": "ISATAP",
    "2a00::200:5efe:a9fe:a9fe": "ISATAP",
    "3fff::1": "documentation",
    "4000::1": "no global unicast",
    "5f00::1": "no global unicast",
    "fd00:ec2::254": "metadata",
    "fd20:ce::254": "metadata",
    "fe80::1": "link-local",
    "fe80::1%1": "link-local",
    "febf::1": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
}
PRIVATE = {
    "10.0.0.1": "RFC 1918",
    "100.64.0.1": "carrier",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "172.16.0.1": "RFC 1918",
    "172.31.255.255": "RFC 1918",
    "192.168.1.1": "RFC 1918",
    "::1": "loopback",
    "fc00::1": "unique local",
    "fd12:3456:789a::1": "unique local",
    "::ffff:127.0.0.1": "IPv4-mapped",
    "::ffff:7f00:1": "loopback",
    "64:ff9b::7f00:1": "NAT64",
    "64:ff9b::10.0.0.1": "RFC 1918",
    "2002:7f00:1::": "6to4",
    "2002:c0a8:101::1": "RFC 1918",
    "2a00::5efe:10.0.0.1": "ISATAP",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_reached(address: str) -> None:
    assert refusal(ip_address(address), allow_private=False) is None


@pytest.mark.parametrize(("address", "why"), NEVER.items())
@pytest.mark.parametrize("allow_private", [False, True])
def test_what_nobody_publishes_from_is_never_reached(address: str, why: str, allow_private: bool) -> None:
    assert why in (refusal(ip_address(address), allow_private=allow_private) or "")


@pytest.mark.parametrize(("address", "why"), PRIVATE.items())
def test_private_networks_are_reached_where_that_is_allowed(address: str, why: str) -> None:
    assert why in (refusal(ip_address(address), allow_private=False) or "")
    assert refusal(ip_address(address), allow_private=True) is None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_disguise(address: IPv4Address) -> None:
    plain = refusal(address, allow_private=False) is None
    number = int(address)
    for disguise in (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80 | 1):
        assert (refusal(IPv6Address(disguise), allow_private=False) is None) == plain


@given(st.ip_addresses())
def test_what_python_knows_to_be_private_is_refused(address: IPv4Address | IPv6Address) -> None:
    # Python calls all of 64:ff9b::/96 global and what it leads to is judged above.
    if not address.is_global or address.is_multicast:
        embeds = isinstance(address, IPv6Address) and address in ip_network("::ffff:0:0/96")
        assert embeds or refusal(address, allow_private=False)


@given(st.ip_addresses())
def test_allowing_private_networks_only_adds(address: IPv4Address | IPv6Address) -> None:
    if refusal(address, allow_private=False) is None:
        assert refusal(address, allow_private=True) is None

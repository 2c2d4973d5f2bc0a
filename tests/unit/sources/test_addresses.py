import ipaddress

import pytest

from bot.model.errors import ConfigError
from bot.sources.addresses import Permissions, is_public

NOT_PUBLIC = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "93.184.216.34",
    "172.15.0.1",
    "172.32.0.1",
    "168.63.129.17",
    "192.0.1.1",
    "223.255.255.1",
    "2606:4700::1111",
    "2a00:1450:4001::8a",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_address_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert Permissions().refusal("news.example", address, 80)


@pytest.mark.parametrize("address", PUBLIC)
def test_address_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
    assert Permissions().refusal("news.example", address, 443) is None


@pytest.mark.parametrize("address", ["fe80::1%eth0", "2606:4700::1111%2", "no address", ""])
def test_what_is_no_plain_address_is_refused(address: str) -> None:
    assert Permissions.of(["0.0.0.0/0", "::/0"]).refusal("news.example", address, 80)


def test_an_unusual_port_needs_permission() -> None:
    assert "port 8080" in (Permissions().refusal("news.example", "1.1.1.1", 8080) or "")
    assert Permissions.of(["news.example"]).refusal("news.example", "1.1.1.1", 8080) is None
    assert Permissions.of(["1.1.1.0/24"]).refusal("news.example", "1.1.1.1", 8080) is None


def test_a_named_host_may_be_anywhere_and_no_other_host_may() -> None:
    permissions = Permissions.of(["Intranet.Example."])
    assert permissions.refusal("intranet.example", "10.0.0.7", 8080) is None
    assert permissions.refusal("other.example", "10.0.0.7", 80)


def test_a_network_allows_its_addresses_and_no_others() -> None:
    permissions = Permissions.of(["10.1.0.0/16", "::1"])
    assert permissions.refusal("a.example", "10.1.2.3", 9000) is None
    assert permissions.refusal("a.example", "::ffff:10.1.2.3", 9000) is None
    assert permissions.refusal("a.example", "::1", 9000) is None
    assert permissions.refusal("a.example", "10.2.0.1", 80)


@pytest.mark.parametrize(
    "entry", ["10.0.0.0/33", "http://intranet", "a b", "", "1.2.3", "user@host", "host:80"]
)
def test_an_entry_that_means_nothing_is_a_configuration_error(entry: str) -> None:
    with pytest.raises(ConfigError, match=r"fetch\.allow_private"):
        Permissions.of([entry])


@pytest.mark.parametrize(
    ("host", "is_own"),
    [("127.0.0.1", True), ("wp.intranet", True), ("[::1]", False), ("news.example", False)],
)
def test_hosts_that_the_configuration_names_are_the_newsrooms_own(host: str, is_own: bool) -> None:
    assert Permissions.of(["127.0.0.0/8", "wp.intranet"]).is_own(host) is is_own

import pytest

from newsarchive.crawling.hosts import is_private, names_this_network, plain_ip, without_userinfo

PRIVATE = [
    "127.0.0.1",
    "127.1",
    "0x7f000001",
    "2130706433",
    "0177.0.0.1",
    "0",
    "10.1.2.3",
    "169.254.169.254",
    "100.64.0.1",
    "192.168.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "[::1]",
    "::ffff:10.0.0.1",
    "fe80::1%eth0",
    "fc00::1",
    "fec0::1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "ff02::1",
]
PUBLIC = [
    "8.8.8.8",
    "203.162.4.191",
    "2001:4860:4860::8888",
    "64:ff9b::808:808",
    "baoquangtri.vn",
    "abc",
    "dead.beef",
    "face",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_private_in_every_spelling(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize("host", PUBLIC)
def test_public_addresses_and_names_are_not(host: str) -> None:
    assert not is_private(host)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.localhost", "ip6-loopback", "nas.local", "db.internal"])
def test_names_of_this_network(host: str) -> None:
    assert names_this_network(host)
    assert not names_this_network("local.vn")


def test_a_user_and_password_leave_the_url() -> None:
    assert without_userinfo("https://an:bi.mat@bao.vn:8443/a?b=c@d") == "https://bao.vn:8443/a?b=c@d"
    assert without_userinfo("https://bao.vn/@nguoi-viet") == "https://bao.vn/@nguoi-viet"


def test_addresses_in_their_canonical_form() -> None:
    assert plain_ip("2001:DB8:0::1%eth0") == "2001:db8::1"
    assert plain_ip("bao.vn") is None

"""Where notifications may go: nothing inside is reached, by whatever name or form of address."""

import ipaddress

import pytest

from careweft.feeds.subscriptions.endpoint import Sender, Undelivered, networks


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "http://127.0.0.1/x",
        "http://localhost/x",
        "https://[::1]/x",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::1]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://100.64.0.1/",
    ],
)
async def test_an_address_that_is_not_public_is_not_reached(url: str) -> None:
    with pytest.raises(Undelivered, match=r"public|reached"):
        await Sender().send("POST", url, (), b"")


async def test_plain_http_is_for_loopback_that_the_settings_name() -> None:
    with pytest.raises(Undelivered, match="https"):
        await Sender(networks("10.0.0.0/8")).send("POST", "http://10.0.0.1/x", (), b"")


@pytest.mark.parametrize(
    ("address", "answer"), [("8.8.8.8", True), ("2001:4860:4860::8888", True), ("10.1.2.3", False)]
)
def test_public_addresses_are_allowed(address: str, answer: bool) -> None:
    assert Sender().allows(ipaddress.ip_address(address)) is answer
    assert Sender(networks("10.0.0.0/8")).allows(ipaddress.ip_address("10.1.2.3"))


def test_networks_are_read_from_the_settings() -> None:
    assert networks("") == []
    assert networks("10.0.0.0/8, ::1/128") == [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1/128")]
    with pytest.raises(ValueError, match="nonsense"):
        networks("nonsense")

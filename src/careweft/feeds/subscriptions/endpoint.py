"""Where notifications may be sent, and sending them: one request, to an address that was looked at.

An endpoint is somebody else's word. So that it reaches nothing inside (server-side request forgery), the name is
resolved here, every address must be a public one (or in a network that the operator's settings name), and the
connection is made to that very address. No redirect is followed, no proxy used, no answer read; all of it is limited
in time.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SECONDS: Final = 10.0
"""That a receiver has from the first look at its name to its answer."""


_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_RESOLVERS: Final = ThreadPoolExecutor(128, thread_name_prefix="resolve")  # a name server that hangs, hangs alone


class Undelivered(Exception):
    """The receiver was not told; the text says why, in words that its owner may read."""


@dataclass(frozen=True)
class Sender:
    """Sends notifications. `networks` are the private ones that may be reached; on loopback by plain http too."""

    networks: Sequence[Network] = ()
    seconds: float = SECONDS
    context: ssl.SSLContext = field(default_factory=httpx.create_ssl_context)

    async def send(self, method: str, url: str, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        """Send and see a 2xx. Raises Undelivered."""
        try:
            async with asyncio.timeout(self.seconds):
                status = await self._send(method, httpx.URL(url), headers, body)
        except TimeoutError:
            raise Undelivered(f"the receiver did not answer within {self.seconds:g} seconds") from None
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as wrong:
            raise Undelivered(f"the receiver could not be reached ({type(wrong).__name__})") from wrong
        if not 200 <= status < 300:
            raise Undelivered(f"the receiver answered with status {status}")

    async def _send(self, method: str, url: httpx.URL, headers: Sequence[tuple[str, str]], body: bytes) -> int:
        address = await self._address(url)
        sent = [*headers, ("host", url.netloc.decode()), ("connection", "close")]
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=0)
        async with httpx.AsyncClient(
            verify=self.context, trust_env=False, follow_redirects=False, timeout=self.seconds, limits=limits
        ) as client:
            request = client.build_request(
                method,
                url.copy_with(host=str(address)),
                headers=sent,
                content=body,
                extensions={"sni_hostname": url.host},
            )
            answer = await client.send(request, stream=True)  # the body of the answer is not wanted
            await answer.aclose()
            return answer.status_code

    async def _address(self, url: httpx.URL) -> Address:
        look_up = partial(socket.getaddrinfo, url.host, url.port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(_RESOLVERS, look_up)
        addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
        if not addresses or not all(self.allows(address) for address in addresses):
            raise Undelivered("the endpoint is not at a public address")
        if url.scheme != "https" and not (url.scheme == "http" and all(one.is_loopback for one in addresses)):
            raise Undelivered("the endpoint does not speak https")
        return addresses[0]

    def allows(self, address: Address) -> bool:
        """Whether an address is public, or one of the settings' networks."""
        inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
        if any(
            one in network for one in {address, inner} for network in self.networks if network.version == one.version
        ):
            return True
        return all(one.is_global and not one.is_multicast and not one.is_reserved for one in (address, inner))


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address leads to, where it is of that kind; else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


def networks(text: str) -> list[Network]:
    """Networks as settings name them: `10.1.0.0/16, ::1/128`. Raises ValueError."""
    return [ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip()]

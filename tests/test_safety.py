"""Where a crawl never goes: the rules for addresses, and the connections they are asked at."""

import ipaddress
import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IReactorPluggableNameResolver
from twisted.internet.protocol import Factory
from twisted.internet.testing import MemoryReactorClock
from zope.interface import alsoProvides

from crawler.safety.addresses import literal, private_kind
from crawler.safety.connecting import CheckedEndpoint
from crawler.safety.errors import PrivateAddress
from crawler.safety.rules import PrivateHosts
from tests import loopback
from tests.loopback import Answer
from tests.web import STORY, crawl_urls, story

KINDS = {
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "::1": "loopback",
    "0.0.0.0": "unspecified",
    "::": "unspecified",
    "0.1.2.3": "private",
    "10.0.0.1": "private",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.168.1.1": "private",
    "192.0.0.192": "private",  # Oracle's metadata
    "198.18.0.1": "private",
    "203.0.113.9": "private",
    "fd00:ec2::254": "private",  # Amazon's metadata
    "fc00::1": "private",
    "2001:db8::1": "private",
    "169.254.169.254": "link-local",
    "fe80::1": "link-local",
    "fe80::1%lo": "link-local",
    "168.63.129.16": "metadata",
    "100.64.0.1": "shared",
    "100.100.100.200": "shared",  # Alibaba's metadata
    "224.0.0.251": "multicast",
    "ff02::1": "multicast",
    "255.255.255.255": "private",
    "240.0.0.1": "private",
    "192.88.99.1": "reserved",
    "fec0::1": "reserved",
    "3fff::1": "reserved",
    "4000::1": "reserved",
    "::127.0.0.1": "reserved",
    "64:ff9b:1::a00:1": "private",
    "::ffff:127.0.0.1": "loopback",
    "::ffff:7f00:1": "loopback",
    "::ffff:8.8.8.8": None,
    "64:ff9b::10.0.0.1": "private",
    "64:ff9b::169.254.169.254": "link-local",
    "64:ff9b::8.8.8.8": None,
    "2002:7f00:1::": "loopback",
    "2002:a00:1::1": "private",
    "2002:808:808::1": None,
    "8.8.8.8": None,
    "100.63.255.255": None,
    "100.128.0.0": None,
    "172.32.0.0": None,
    "169.253.0.1": None,
    "2606:4700::1111": None,
}


@pytest.mark.parametrize("address", KINDS)
def test_kinds_of_addresses(address):
    kind = private_kind(address)
    # Whether it is called private or reserved differs from Python to Python.
    if KINDS[address] in ("private", "reserved"):
        assert kind in ("private", "reserved")
    else:
        assert kind == KINDS[address]


@given(st.ip_addresses())
def test_what_is_not_global_is_never_asked(ip):
    inner = ip.ipv4_mapped or ip.sixtofour if ip.version == 6 else None
    if inner is not None:
        assert private_kind(str(ip)) == private_kind(str(inner))
    elif not ip.is_global or ip.is_multicast or ip.is_unspecified:
        nat64 = ip in ipaddress.ip_network("64:ff9b::/96")
        assert nat64 or private_kind(str(ip)) is not None


@given(st.ip_addresses(v=4))
def test_an_address_is_the_same_however_ipv6_carries_it(ip):
    packed = int(ip)
    carried = (
        ipaddress.IPv6Address((0xFFFF << 32) | packed),
        ipaddress.IPv6Address((0x64FF9B << 96) | packed),
        ipaddress.IPv6Address((0x2002 << 112) | (packed << 80) | 1),
    )
    assert {private_kind(str(a)) for a in carried} == {private_kind(str(ip))}


def test_literal_addresses_and_names():
    assert literal("[::1]") == literal("::1") == "::1"
    assert literal("127.0.0.1") == "127.0.0.1"
    assert literal("127.1") is literal("paper.example") is literal("0x7f.1") is None


class TestAllowList:
    def check(self, allowed, host, port=80, address="10.0.0.7"):
        PrivateHosts(allowed).check(host, port, address)

    @pytest.mark.parametrize(
        ("allowed", "host", "address"),
        [
            ("intranet.example", "intranet.example", "10.0.0.7"),
            ("Intranet.Example.", "intranet.example", "127.0.0.1"),
            ("intranet.example:80", "intranet.example", "10.0.0.7"),
            ("10.0.0.7", "any.example", "10.0.0.7"),
            ("10.0.0.7:80", "10.0.0.7", "10.0.0.7"),
            ("[::1]", "0:0::1", "::1"),
            ("[::1]:80", "::1", "::1"),
            ("straße.example", "xn--strae-oqa.example", "10.0.0.7"),
            ("localhost", "localhost", "::1"),
        ],
    )
    def test_allowed(self, allowed, host, address):
        if allowed.startswith("stra"):
            host = allowed.encode("idna").decode()
        self.check([allowed], host, 80, address)

    @pytest.mark.parametrize(
        ("allowed", "host", "address"),
        [
            ("intranet.example", "www.intranet.example", "10.0.0.7"),
            ("intranet.example", "intranet.example.org", "10.0.0.7"),
            ("intranet.example:8080", "intranet.example", "10.0.0.7"),
            ("10.0.0.7", "10.0.0.8", "10.0.0.8"),
            ("10.0.0.7:8080", "10.0.0.7", "10.0.0.7"),
        ],
    )
    def test_not_allowed(self, allowed, host, address):
        with pytest.raises(PrivateAddress):
            self.check([allowed], host, 80, address)

    def test_public_addresses_need_no_word(self):
        self.check([], "paper.example", 80, "8.8.8.8")

    def test_the_error_says_what_to_do(self):
        with pytest.raises(PrivateAddress) as raised:
            self.check([], "paper.example")
        assert str(raised.value) == (
            "paper.example is at 10.0.0.7, a private address; --allow-private paper.example if that is meant"
        )
        with pytest.raises(PrivateAddress, match=r"^::1 is a loopback address; --allow-private \[::1\] "):
            self.check([], "::1", 80, "::1")

    @pytest.mark.parametrize(
        "entry",
        [
            "::1",
            "[::1",
            "[::1]x",
            "host:",
            "host:0",
            "host:65536",
            "host:http",
            "http://host/",
            "a b",
            "h/8",
            "h:²",
        ],
    )
    def test_what_is_no_host_is_named(self, entry):
        with pytest.raises(ValueError, match="HOST:PORT"):
            PrivateHosts([entry])


# --- The engine -------------------------------------------------------------------------------


@pytest.fixture
def site():
    with loopback.serving() as serving:
        serving.page("/story", STORY)
        yield serving


@pytest.fixture
def secret(site):
    """A machine of the intranet, on the same port as the site."""
    with loopback.serving("127.0.0.3", urlsplit(site.url).port) as serving:
        serving.page("/story", story("Secret plans"))
        yield serving


def spelled(site, host):
    return site.url.replace("127.0.0.1", host)


SPELLINGS = ("127.0.0.1", "127.1", "0x7f.1", "0177.0.0.1", "localhost", "0.0.0.0", "127.0.0.1.")


def test_loopback_is_refused_however_it_is_spelled(run, site, tmp_path):
    urls = [f"{spelled(site, host)}/story" for host in SPELLINGS]

    done = crawl_urls(run, tmp_path, urls, allow=())

    assert site.log == []
    assert done.returncode == 69
    assert done.articles == []
    assert len(done.failed) == len(urls)
    for failed in done.failed.values():
        assert failed["error"] in (
            "PrivateAddress",
            "CannotResolveHostError",
            "DownloadFailedError",
            "ValueError",
        )
    told = done.failed[urls[0]]
    assert told["error"] == "PrivateAddress"
    assert told["message"] == "127.0.0.1 is a loopback address; --allow-private 127.0.0.1 if that is meant"
    for name in ("127.1", "0x7f.1", "localhost"):
        assert done.failed[f"{spelled(site, name)}/story"]["error"] == "PrivateAddress"


def test_ipv6_is_refused_by_its_address_and_by_either_resolver(run, tmp_path):
    hosts = ("[::1]", "[::ffff:127.0.0.1]", "[fd00:ec2::254]", "[64:ff9b::7f00:1]", "[::]")
    urls = [f"http://{host}:9/story" for host in hosts]
    for resolver in ("CachingThreadedResolver", "CachingHostnameResolver"):
        done = crawl_urls(
            run, tmp_path, urls, "-s", f"TWISTED_DNS_RESOLVER=scrapy.resolver.{resolver}", allow=()
        )
        assert {failed["error"] for failed in done.failed.values()} == {"PrivateAddress"}
        assert len(done.failed) == len(urls)


def test_an_allowed_host_redirects_to_one_that_is_not(run, site, secret, tmp_path):
    site.add("/away", Answer(status=302, headers={"Location": f"{secret.url}/story"}))
    site.page("/refresh", f'<meta http-equiv="refresh" content="0; url={secret.url}/story">')

    done = crawl_urls(run, tmp_path, [f"{site.url}/away", f"{site.url}/refresh", f"{site.url}/story"])

    assert secret.log == []
    assert [a["url"] for a in done.articles] == [f"{site.url}/story"]
    assert done.failed[f"{secret.url}/story"]["error"] == "PrivateAddress"


def test_redirects_to_odd_spellings_of_a_private_address(run, site, secret, tmp_path):
    hosts = ("2130706435", "0x7f000003", "0x7f.3", "017700000003", "１２７.０.０.３", "127。0。0。3")
    for number, host in enumerate(hosts):
        place = f"http://{host}:{urlsplit(site.url).port}/{number}".encode().decode("latin-1")
        site.add(f"/away/{number}", Answer(status=302, headers={"Location": place}))

    done = crawl_urls(run, tmp_path, [f"{site.url}/away/{number}" for number in range(len(hosts))])

    assert secret.log == []
    assert len(done.failed) == len(hosts)
    for failed in done.failed.values():
        assert (failed["error"], "127.0.0.3" in failed["message"]) == ("PrivateAddress", True)


def test_pages_named_on_private_addresses_are_counted_and_no_failure(run, site, secret, tmp_path):
    items = "".join(f"<item><link>{url}/story</link></item>" for url in (secret.url, site.url))
    site.add("/feed", Answer(f'<rss version="2.0"><channel>{items}</channel></rss>'))

    done = crawl_urls(
        run, tmp_path, [f"{site.url}/feed"], "--spider", "feed", "-s", "STATS_DUMP=1", "-s", "LOG_LEVEL=INFO"
    )

    assert (done.returncode, secret.log) == (0, [])
    assert [a["url"] for a in done.articles] == [f"{site.url}/story"]
    assert "'copydesk/refused': 1" in done.stderr
    # Its robots.txt: what that fails by, it fails by unasked.
    assert "'safety/private_address': 1" in done.stderr


def test_only_the_port_that_is_allowed(run, site, tmp_path):
    with loopback.serving() as other:
        other.page("/story", STORY)
        done = crawl_urls(run, tmp_path, [f"{site.url}/story", f"{other.url}/story"], allow=(site.host,))
        assert other.log == []
    assert [a["url"] for a in done.articles] == [f"{site.url}/story"]
    assert done.failed[f"{other.url}/story"]["error"] == "PrivateAddress"


RESOLVER = """
from twisted.internet import defer
from scrapy.resolver import CachingThreadedResolver

class Rebinding(CachingThreadedResolver):
    asked = 0

    def getHostByName(self, name, timeout=()):
        if name != "news.test":
            return super().getHostByName(name, timeout)
        self.asked += 1
        return defer.succeed("127.0.0.1" if self.asked == 1 else "127.0.0.3")
"""


def test_a_name_that_is_somewhere_else_the_second_time(run, site, secret, tmp_path):
    (tmp_path / "rebinding.py").write_text(RESOLVER, "utf-8")
    # A length that is said and not kept count of ends the connection: each request has its own.
    site.add("/robots.txt", Answer("", headers={"Content-Length": "0"}))
    urls = [f"{spelled(site, 'news.test')}/story"]

    done = crawl_urls(
        run, tmp_path, urls, "-s", "TWISTED_DNS_RESOLVER=rebinding.Rebinding", allow=("127.0.0.1",)
    )

    assert [asked.path for asked in site.log] == ["/robots.txt"]
    assert secret.log == []
    assert done.failed[urls[0]]["message"].startswith("news.test is at 127.0.0.3, a loopback address")


def test_robots_txt_of_a_private_host_is_not_asked_for(run, secret, tmp_path):
    done = crawl_urls(run, tmp_path, [f"{secret.url}/"], "--spider", "site")

    assert secret.log == []
    assert {failed["error"] for failed in done.failed.values()} == {"PrivateAddress"}


class TestProxy:
    """The operator's proxy may be anywhere; who is asked through it may not."""

    def test_private_hosts_are_not_asked_through_it(self, run, site, tmp_path):
        urls = ["http://10.0.0.7/story", "http://localhost/story", "https://169.254.169.254/story"]
        proxy = {"http_proxy": site.url, "https_proxy": site.url, "no_proxy": ""}

        done = crawl_urls(run, tmp_path, urls, allow=(), env=proxy)

        assert site.log == []
        assert {done.failed[url]["error"] for url in urls} == {"PrivateAddress"}

    def test_others_are(self, run, site, tmp_path):
        site.add("http://news.invalid/story", Answer(STORY))
        proxy = {"http_proxy": site.url, "no_proxy": ""}

        done = crawl_urls(run, tmp_path, ["http://news.invalid/story"], allow=(), env=proxy)

        assert [a["url"] for a in done.articles] == ["http://news.invalid/story"]

    def test_others_are_by_https_too(self, run, site, tmp_path):
        proxy = {"https_proxy": site.url, "no_proxy": ""}

        done = crawl_urls(run, tmp_path, ["https://news.invalid/story"], allow=(), env=proxy)

        assert {(asked.method, asked.path) for asked in site.log} == {("CONNECT", "news.invalid:443")}
        assert done.failed["https://news.invalid/story"]["error"] == "TunnelError"


class TestHttps:
    @pytest.fixture
    def secure(self, site):
        with loopback.serving() as serving:
            certificate(serving)
            serving.page("/story", story("Safe and sound"))
            serving.add("/down", Answer(status=301, headers={"Location": f"{site.url}/story"}))
            yield serving, serving.url.replace("http:", "https:")

    def test_it_is_checked_as_http_is(self, run, secure, tmp_path):
        serving, url = secure
        urls = [f"{url}/story", f"{url.replace('127.0.0.1', 'localhost')}/story"]

        done = crawl_urls(run, tmp_path, urls, allow=())

        assert serving.log == []
        assert {failed["error"] for failed in done.failed.values()} == {"PrivateAddress"}
        assert len(done.failed) == 2

    def test_it_is_fetched_where_it_is_allowed_and_may_lead_to_http(self, run, site, secure, tmp_path):
        _, url = secure

        done = crawl_urls(run, tmp_path, [f"{url}/story", f"{url}/down"])

        assert (done.returncode, done.failed) == (0, {})
        assert sorted(a["url"] for a in done.articles) == sorted([f"{url}/story", f"{site.url}/story"])


def certificate(serving):
    """Make a site speak TLS, by a certificate it has signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = signed.public_bytes(Encoding.PEM) + key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(pem)
        file.flush()
        context.load_cert_chain(file.name)
    serving.socket = context.wrap_socket(serving.socket, server_side=True)


class TestConnecting:
    """The endpoint itself, on a reactor that opens nothing."""

    def connect(self, addresses, allowed=()):
        class Resolver:
            def resolveHostName(self, receiver, name, portNumber=0, *_):
                receiver.resolutionBegan(None)
                for address in addresses:
                    kind = IPv6Address if ":" in address else IPv4Address
                    receiver.addressResolved(kind("TCP", address, portNumber))
                receiver.resolutionComplete()

        reactor = MemoryReactorClock()
        reactor.nameResolver = Resolver()
        alsoProvides(reactor, IReactorPluggableNameResolver)
        failed = []
        endpoint = CheckedEndpoint(reactor, PrivateHosts(allowed), "news.example", 80, 30.0, None)
        endpoint.connect(Factory()).addErrback(failed.append)
        reactor.pump([0.3] * 5)  # an attempt each
        return [client[0] for client in reactor.tcpClients], [failure.value for failure in failed]

    def test_of_many_addresses_the_public_ones_are_tried(self):
        assert self.connect(["10.0.0.1", "8.8.8.8", "::1"]) == (["8.8.8.8"], [])

    def test_of_none_that_is_public_none_is(self):
        tried, failed = self.connect(["10.0.0.1", "fe80::1", "::ffff:169.254.169.254"])
        assert tried == []
        assert [type(error) for error in failed] == [PrivateAddress]

    def test_what_is_allowed_is_tried(self):
        assert self.connect(["10.0.0.1"], ["news.example:80"]) == (["10.0.0.1"], [])


# --- What is told to whom ---------------------------------------------------------------------


def test_no_cookie_nor_referer_goes_from_site_to_site(run, site, secret, tmp_path):
    told = {"Set-Cookie": "id=7; Domain=127.0.0.1; Path=/", "Referrer-Policy": "unsafe-url"}
    site.add("/away", Answer(status=302, headers={"Location": f"{secret.url}/story", **told}))
    site.page("/", f'<a href="/story?1">a</a><a href="{secret.url}/story?2">b</a>', **told)

    done = crawl_urls(
        run,
        tmp_path,
        [f"{site.url}/away", f"{site.url}/"],
        "--spider",
        "site",
        allow=("127.0.0.1", "127.0.0.3"),
    )

    assert done.articles
    assert site.asked("/story")[0].headers["Referer"] == f"{site.url}/"
    for asked in (*site.log, *secret.log):
        assert asked.headers["Cookie"] is None
        assert asked.headers["Authorization"] is None
    # The start page that moved there names its own feeds: that may be told at home.
    for asked in secret.log:
        assert (asked.headers["Referer"] or secret.url).startswith(secret.url)
    assert site.url not in "".join(str(asked.headers) for asked in secret.log)


def test_only_http_and_https_have_a_handler():
    from scrapy.settings import Settings
    from scrapy.utils.python import without_none_values

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    assert set(without_none_values(settings.getwithbase("DOWNLOAD_HANDLERS"))) == {"http", "https"}

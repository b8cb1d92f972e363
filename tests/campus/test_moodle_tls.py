"""Certificates are verified against the system's store, whatever requests brings along."""

import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from studydesk.campus.moodle.campus import connect
from studydesk.domain.campus import NewPost, Site
from studydesk.domain.ids import PostId, UserId
from studydesk.domain.outside import Cancel
from studydesk.errors import UntrustedSite
from studydesk.policy import DEMO
from tests.campus.loopback import Line, Request, serving

KNOWN = Site("https://127.0.0.1", "S", UserId(3), "a", "A", frozenset({"mod_forum_add_discussion_post"}))
POST = NewPost(PostId(1), "x", "<p>x</p>")


def certificate(folder: Path, address: str, until: timedelta = timedelta(days=2)) -> tuple[Path, ssl.SSLContext]:
    """Return a self-made certificate for an address and a server context that shows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "StudyDesk test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=10))
        .not_valid_after(now + until)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, secret = folder / "certificate.pem", folder / "key.pem"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, secret)
    return shown, context


def wrapping(context: ssl.SSLContext) -> Callable[[socket.socket], socket.socket]:
    return lambda connected: context.wrap_socket(connected, server_side=True)


def made(_request: Request, line: Line) -> None:
    line.json(b'{"postid": 7}')


def post(url: str) -> object:
    campus = connect(url, "t" * 32, policy=replace(DEMO, connect_s=2), cancel=Cancel(), known=KNOWN)
    return campus.writes.add_posts([POST])[0]


def test_a_site_that_the_system_trusts_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, context = certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    with serving(made, wrap=wrapping(context)) as server:
        assert post(server.url) == 7


@pytest.mark.parametrize(
    ("address", "until", "trusts"),
    [
        ("127.0.0.1", timedelta(days=2), False),
        ("10.0.0.1", timedelta(days=2), True),
        ("127.0.0.1", timedelta(days=-2), True),
    ],
    ids=["unknown issuer", "another name", "expired"],
)
def test_a_site_that_cannot_be_proven_gets_nothing(
    address: str, until: timedelta, trusts: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, context = certificate(tmp_path, address, until)
    if trusts:
        monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    with serving(made, wrap=wrapping(context)) as server:
        with pytest.raises(UntrustedSite) as caught:
            post(server.url)
        assert server.requests == []
    assert caught.value.args == ("certificate",)


def test_a_bundle_named_for_requests_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, context = certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(shown))
    with serving(made, wrap=wrapping(context)) as server, pytest.raises(UntrustedSite):
        post(server.url)

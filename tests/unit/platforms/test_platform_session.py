"""The session makes each request once, in time, and knows what was sent."""

import logging
import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import requests

from bot.model.outcome import NotSent, Unclear
from bot.platforms.outcomes import ask
from bot.platforms.redaction import Redactor
from bot.platforms.session import Answer, Session
from tests.fakes.scripted_http import ScriptedHttp, answer, drip

PLAIN = Redactor(())


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server


def get(url, *, timeout=5.0, base_url=""):
    with Session(timeout=timeout, base_url=base_url) as session:
        return ask(session, lambda: session.request("GET", url), PLAIN)


def test_the_answer_is_kept_as_it_came(http):
    http.then(answer(418, {"a": 1}, {"X-Told": "yes"}))
    kept = get(http.url)
    assert isinstance(kept, Answer)
    assert (kept.status, kept.as_object(), kept.headers["x-told"]) == (418, {"a": 1}, "yes")


@pytest.mark.parametrize(
    "body", [b"", b"[1]", b"{", b'"a"', b"\xff\xfe", b"[" * 100_000, b"9" * 9000]
)
def test_what_is_no_json_object_is_an_empty_one(body):
    assert Answer(200, {}, body).as_object() == {}


@pytest.mark.parametrize(
    ("prefix", "target"), [("", "/2/x?a=1&b=%20"), ("/p/q", "/p/q/2/x?a=1&b=%20")]
)
def test_scheme_host_and_prefix_are_replaced(http, prefix, target):
    http.then(answer(200, {}))
    get("https://api.example/2/x?a=1&b=%20", base_url=http.url + prefix)
    assert http.requests[0].target == target
    assert http.requests[0].headers["host"] == f"127.0.0.1:{http.port}"


def test_proxies_and_netrc_of_the_environment_are_ignored(http, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    http.then(answer(200, {}))
    assert isinstance(get(http.url), Answer)
    assert "authorization" not in http.requests[0].headers


def test_the_caller_cannot_turn_redirects_or_unchecked_certificates_on(http):
    http.then(answer(302, b"", {"Location": f"{http.url}/next"}))
    with Session(timeout=5) as session:
        response = session.request("POST", http.url, allow_redirects=True, verify=False, timeout=99)
    assert response.status_code == 302
    assert len(http.requests) == 1


def test_an_unreadable_location_does_not_hide_the_answer(http):
    http.then(answer(302, b"", {"Location": "http://[\xff"}))
    kept = get(http.url)
    assert isinstance(kept, Answer)
    assert kept.status == 302


def test_packed_answers_are_not_asked_for(http):
    http.then(answer(200, {}))
    with Session(timeout=5) as session:
        session.request("GET", http.url, headers={"accept-encoding": "gzip, deflate"})
    assert http.requests[0].headers["accept-encoding"] == "identity"


def test_a_name_that_does_not_resolve_is_not_sent(monkeypatch):
    def no_such_name(*_args, **_kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    outcome = get("https://nowhere.invalid/")
    assert isinstance(outcome, NotSent)
    assert "not known" in outcome.detail


def test_a_connection_that_does_not_open_in_time_is_not_sent(monkeypatch):
    def too_slow(*_args, **_kwargs):
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket, "create_connection", too_slow)
    outcome = get("https://slow.example/")
    assert isinstance(outcome, NotSent)
    assert "no connection" in outcome.detail


def test_nothing_is_sent_once_the_time_is_over(http):
    assert isinstance(get(http.url, timeout=-1), NotSent)
    assert http.requests == []


def test_nothing_is_sent_where_connecting_used_up_the_time(http, monkeypatch):
    clock = [0.0]
    connect = socket.create_connection

    def slow(*args, **kwargs):
        clock[0] += 60
        return connect(*args, **kwargs)

    monkeypatch.setattr("bot.platforms.wire.monotonic", lambda: clock[0])
    monkeypatch.setattr(socket, "create_connection", slow)
    assert isinstance(get(http.url), NotSent)
    assert http.requests == []


def test_all_requests_of_a_session_share_its_time(http):
    http.then(http.hang(), answer(200, {}))
    with Session(timeout=0.3) as session:
        first = ask(session, lambda: session.request("POST", http.url), PLAIN)
        second = ask(session, lambda: session.request("POST", http.url), PLAIN)
    assert isinstance(first, Unclear)
    assert isinstance(second, NotSent)


def test_a_library_that_fails_before_sending_is_not_sent():
    with Session(timeout=5) as session:
        outcome = ask(session, lambda: session.request("GET", "no address"), PLAIN)
    assert isinstance(outcome, NotSent)


def test_a_library_that_fails_over_an_answer_does_not_hide_it(http):
    http.then(answer(201, {"id": "1"}))
    with Session(timeout=5) as session:

        def stumble():
            session.request("GET", http.url)
            raise KeyError("content-type")

        assert isinstance(ask(session, stumble, PLAIN), Answer)


def test_an_answer_to_an_earlier_request_is_not_taken_for_a_later_one(http):
    http.then(answer(200, {"id": "1"}), http.hang())
    with Session(timeout=0.5) as session:

        def two():
            session.request("GET", http.url)
            session.request("GET", http.url)

        assert isinstance(ask(session, two, PLAIN), Unclear)


@pytest.fixture
def wrong_certificate(tmp_path):
    """A TLS server on loopback with a certificate that no one vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context, pem


def serve_tls(context, handler):
    listener = socket.create_server(("127.0.0.1", 0))

    def run():
        raw, _ = listener.accept()
        with listener, raw:
            try:
                with context.wrap_socket(raw, server_side=True) as sock:
                    handler(sock)
            except (ssl.SSLError, OSError):
                pass

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return f"https://localhost:{listener.getsockname()[1]}/", thread


def test_a_certificate_that_no_one_vouches_for_is_not_sent(wrong_certificate):
    heard = []
    url, thread = serve_tls(wrong_certificate[0], lambda sock: heard.append(sock.recv(10)))
    outcome = get(url)
    thread.join()
    assert isinstance(outcome, NotSent)
    assert "certificate" in outcome.detail.lower()
    assert heard == []


def test_a_certificate_that_is_vouched_for_is_accepted(wrong_certificate, monkeypatch):
    context, pem = wrong_certificate
    monkeypatch.setattr("bot.platforms.wire.CERTIFICATES", str(pem))
    heard = []

    def reply(sock):
        heard.append(sock.recv(65536))
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    url, thread = serve_tls(context, reply)
    outcome = get(url)
    thread.join()
    assert isinstance(outcome, Answer)
    assert b"\r\nHost: localhost:" in heard[0]


def test_a_handshake_that_hangs_ends_in_time():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        outcome = get(f"https://localhost:{listener.getsockname()[1]}/", timeout=0.3)
    assert isinstance(outcome, NotSent)


def test_a_handshake_that_trickles_in_ends_in_time():
    listener = socket.create_server(("127.0.0.1", 0))

    def run():
        sock, _ = listener.accept()
        with sock, suppress(OSError):
            drip(b"\x16\x03\x03\x40\x00")(sock)

    with listener:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        outcome = get(f"https://localhost:{listener.getsockname()[1]}/", timeout=0.4)
        thread.join()
    assert isinstance(outcome, NotSent)


@pytest.mark.parametrize(
    "name",
    ["tweepy.client", "oauthlib.oauth1.rfc5849", "requests_oauthlib", "googleapiclient.discovery"],
)
def test_the_libraries_do_not_log_what_they_send(name):
    assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)


def test_an_answer_and_a_session_do_not_show_their_contents():
    assert "secret" not in repr(Answer(200, {"a": "secret"}, b"secret"))
    with Session(timeout=1) as session:
        assert isinstance(session, requests.Session)

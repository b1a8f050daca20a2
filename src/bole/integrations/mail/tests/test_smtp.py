"""Real conversations with a mail server on loopback: every answer it may give, and those it never gives."""

import email
import email.policy
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import override_settings

from bole.core import clock
from bole.integrations import mail as adapter
from bole.integrations.fake.mail import FakeMailer
from bole.integrations.fake.mail import mailer as fake_mailer
from bole.integrations.mail import checks
from bole.integrations.mail.smtp import Server, SmtpMailer, compose, parse
from bole.notifications import ports
from bole.notifications.tests.factories import deliver, mailing, message
from bole.notifications.types import Mail

SENDER = "伯乐 <hr@qinghe.example>"
MAIL = Mail(
    message_id="<0190@qinghe.example>",
    to_name="张三",
    to_address="zhang@example.com",
    subject="面试邀请：餐饮服务",
    text="您好，张三\n链接 https://bole.example/c/x\n",
    html="<p>您好，张三</p>",
    reply_to="zhou@qinghe.example",
)


class Handler:
    """Takes mail, or answers what it was told to."""

    def __init__(self, *, rcpt: str = "", data: str = "", hang_up: bool = False) -> None:
        self.rcpt, self.data, self.hang_up = rcpt, data, hang_up
        self.envelopes: list[Envelope] = []

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data:
            return self.data
        self.envelopes.append(envelope)
        if self.hang_up:
            # The mail is taken and the answer gets lost.
            server.transport.abort()
        return "250 2.0.0 OK: queued as 4TQ1"

    def message(self) -> EmailMessage:
        (envelope,) = self.envelopes
        assert isinstance(envelope.content, bytes)
        found = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        return found


def free_port() -> int:
    """A port on which nobody listens at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def serving(handler: Handler, **options: Any) -> Iterator[Server]:
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield Server("127.0.0.1", port, "none", timeout=5)
    finally:
        controller.stop()


def send(server: Server) -> str:
    return SmtpMailer(server, sender=SENDER).send(MAIL)


def test_a_mail_arrives_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    handler = Handler()

    with serving(handler) as server:
        answer = send(server)

    assert answer == "250 2.0.0 OK: queued as 4TQ1"
    (envelope,) = handler.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("hr@qinghe.example", ["zhang@example.com"])
    arrived = handler.message()
    assert arrived["From"] == "伯乐 <hr@qinghe.example>"
    assert arrived["To"] == "张三 <zhang@example.com>"
    assert arrived["Reply-To"] == "zhou@qinghe.example"
    assert arrived["Subject"] == "面试邀请：餐饮服务"
    assert arrived["Message-ID"] == "<0190@qinghe.example>"
    assert arrived["Date"] == "Tue, 24 Nov 2026 01:00:00 +0000"
    assert arrived["Auto-Submitted"] == "auto-generated"
    plain, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == MAIL.text
    assert html.get_content().strip() == MAIL.html


@pytest.mark.parametrize(
    ("handler", "failure", "words"),
    [
        (Handler(rcpt="450 4.2.1 mailbox busy"), ports.TemporaryFailure, "450 4.2.1 mailbox busy"),
        (Handler(data="451 4.3.0 try later"), ports.TemporaryFailure, "451 4.3.0 try later"),
        (
            Handler(rcpt="550 5.1.1 <zhang@example.com> unknown"),
            ports.PermanentFailure,
            "550 5.1.1 <***> unknown",
        ),
        (Handler(data="554 5.7.1 spam"), ports.PermanentFailure, "554 5.7.1 spam"),
        (
            Handler(hang_up=True),
            ports.TemporaryFailure,
            "the server closed the connection before it answered",
        ),
    ],
)
def test_answers_are_sorted_and_hold_no_address(handler: Handler, failure: type[Exception], words: str) -> None:
    with serving(handler) as server, pytest.raises(failure) as refused:
        send(server)

    assert str(refused.value) == words


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(ports.TemporaryFailure, match="cannot be reached"):
        send(Server("127.0.0.1", free_port(), "none", timeout=2))


def test_a_server_that_says_nothing_is_left_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = Server("127.0.0.1", silent.getsockname()[1], "none", timeout=0.2)
        with pytest.raises(ports.TemporaryFailure, match=r"did not answer within 0\.2 s"):
            send(server)


def test_a_server_that_speaks_nonsense_is_tried_again() -> None:
    def talk(listening: socket.socket) -> None:
        with listening.accept()[0] as connection:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        talking = threading.Thread(target=talk, args=(listening,))
        talking.start()
        with pytest.raises(ports.TemporaryFailure):
            send(Server("127.0.0.1", listening.getsockname()[1], "none", timeout=2))
        talking.join()


def test_starttls_that_is_not_offered_is_never_skipped() -> None:
    handler = Handler()

    with serving(handler) as server, pytest.raises(ports.TemporaryFailure, match="STARTTLS"):
        send(Server(server.host, server.port, "starttls", timeout=5))

    assert handler.envelopes == []


def test_an_untrusted_certificate_is_refused(tmp_path: Any) -> None:
    handler = Handler()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_self_signed(tmp_path))

    with serving(handler, tls_context=context) as server, pytest.raises(ports.TemporaryFailure, match="no secure"):
        send(Server(server.host, server.port, "starttls", timeout=5))

    assert handler.envelopes == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_right_password_signs_in_and_a_wrong_one_waits_for_the_operator() -> None:
    handler = Handler()

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password == b"right", handled=False)

    options = {"authenticator": authenticate, "auth_require_tls": False, "auth_required": True}
    with serving(handler, **options) as server:
        send(Server(server.host, server.port, "none", "hr", "right", timeout=5))
        with pytest.raises(ports.TemporaryFailure, match="user name or password"):
            send(Server(server.host, server.port, "none", "hr", "wrong", timeout=5))

    assert len(handler.envelopes) == 1


@pytest.mark.parametrize(
    "address", ["zhang@例子.中国", "张三@example.com", "a@b\r\nBcc: all@example.com", "no-at-sign", ""]
)
def test_an_address_that_cannot_be_written_is_never_tried(address: str) -> None:
    mail = Mail("<1@x>", "张三", address, "s", "t", "h")

    with pytest.raises(ports.PermanentFailure, match="cannot be written"):
        compose(mail, sender_name="伯乐", sender_address="hr@qinghe.example")


def test_line_breaks_in_names_and_subjects_make_no_headers() -> None:
    mail = Mail("<1@x>", "张三\r\nBcc: a@b.cn", "z@example.com", "主题\r\nBcc: a@b.cn", "t", "h")

    made = compose(mail, sender_name="伯\n乐", sender_address="hr@qinghe.example")

    assert made["Bcc"] is None
    assert made["Subject"] == "主题 Bcc: a@b.cn"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 587, "starttls")),
        ("smtps://mail.example", Server("mail.example", 465, "ssl")),
        ("smtp://mail.example:465", Server("mail.example", 465, "ssl")),
        ("smtp://127.0.0.1:1025", Server("127.0.0.1", 1025, "none")),
        ("smtp://localhost", Server("localhost", 25, "none")),
        (
            "smtp://hr%40x.cn:p%2Fw@mail.example:25?tls=none&timeout=3",
            Server("mail.example", 25, "none", "hr@x.cn", "p/w", 3.0),
        ),
    ],
)
def test_addresses_of_servers_are_read(url: str, server: Server) -> None:
    assert parse(url) == server


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://x?tls=maybe", "smtp://x?timeout=soon"]
)
def test_an_address_that_is_none_is_told_at_start(url: str) -> None:
    with pytest.raises(ValueError, match="BOLE_SMTP_URL"):
        parse(url)
    with override_settings(BOLE_SMTP_URL=url):
        assert [found.id for found in checks.mail_server(None)] == ["integrations.E001"]


def test_a_password_is_in_no_picture_of_the_server() -> None:
    assert "secret" not in repr(parse("smtp://hr:secret@mail.example"))


@override_settings(BOLE_SMTP_URL="", BOLE_DEMO=False, DEBUG=False)
def test_without_a_server_nothing_leaves_the_house() -> None:
    mailer = adapter.mailer()

    assert mailer.leaves_house is False
    with pytest.raises(ports.NotConfigured):
        mailer.send(MAIL)
    assert [found.id for found in checks.mail_server(None)] == ["integrations.W001"]


@override_settings(BOLE_SMTP_URL="smtp://127.0.0.1:2525", BOLE_MAIL_FROM=SENDER)
def test_the_settings_choose_the_server() -> None:
    mailer = adapter.mailer()

    assert isinstance(mailer, SmtpMailer)
    assert mailer.server == Server("127.0.0.1", 2525, "none")
    assert checks.mail_server(None) == []


def test_the_fake_keeps_the_promise_of_the_port() -> None:
    fake = FakeMailer(ports.TemporaryFailure("busy"))

    with pytest.raises(ports.TemporaryFailure):
        fake.send(MAIL)
    assert fake.send(MAIL) == "fake-1"
    assert (fake.sent, fake_mailer().sent) == ([MAIL], [])


@pytest.mark.usefixtures("tenant")
def test_from_act_to_accepted_through_a_server_that_hesitates(at: datetime) -> None:
    """A lost answer, then success: two copies under one number, which mailboxes show as one."""
    losing, taking = Handler(hang_up=True), Handler()
    row = message(at)

    with serving(losing) as server, mailing(SmtpMailer(server, sender=SENDER)):
        deliver(row, at=at)
    assert (row.state, row.error) == ("queued", "the server closed the connection before it answered")
    with serving(taking) as server, mailing(SmtpMailer(server, sender=SENDER)):
        deliver(row, at=row.next_attempt_at)

    assert row.state == "accepted"
    assert (row.accepted_at - row.created_at).total_seconds() == 10
    assert losing.message()["Message-ID"] == taking.message()["Message-ID"] == row.message_id


def _self_signed(folder: Any) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(folder / "cert.pem"), str(folder / "key.pem")

"""One connection, one mail. Answers of the server are sorted into accepted, try again, and never."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from bole.core import clock
from bole.notifications.ports import PermanentFailure, TemporaryFailure
from bole.notifications.types import Mail

TLS = ("starttls", "ssl", "none")
PORTS = {"starttls": 587, "ssl": 465, "none": 25}
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")


@dataclass(frozen=True, slots=True)
class Server:
    """Where to hand mail over. ``timeout`` is in seconds and holds for each step of the conversation."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = ""
    timeout: float = 20.0

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port}, tls={self.tls})"


def parse(url: str) -> Server:
    """Read ``smtp://user:password@host:port?tls=…&timeout=…``; ValueError with a sentence for whoever runs it.

    Without ``tls`` it is ssl on port 465 or for ``smtps://``, none on loopback, and starttls everywhere else.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("BOLE_SMTP_URL looks like smtp://user:password@host:port?tls=starttls")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    tls = query.get("tls") or _usual_tls(parts.scheme, parts.hostname, parts.port)
    if tls not in TLS:
        raise ValueError(f"BOLE_SMTP_URL: tls is one of {', '.join(TLS)}, not {tls!r}")
    try:
        timeout = float(query.get("timeout", "20"))
    except ValueError:
        raise ValueError("BOLE_SMTP_URL: timeout is a number of seconds") from None
    return Server(
        host=parts.hostname,
        port=parts.port or PORTS[tls],
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        timeout=timeout,
    )


class SmtpMailer:
    """The mailer port over SMTP."""

    name = "smtp"
    leaves_house = True

    def __init__(self, server: Server, *, sender: str) -> None:
        self.server = server
        self.sender_name, self.sender_address = parseaddr(sender)

    def send(self, mail: Mail) -> str:
        """Hand over one mail and return the server's last words, which usually hold its queue number.

        TemporaryFailure also when the answer got lost: the server may have taken the mail, and the next try carries
        the same Message-ID, so that a repetition is recognised as one.
        """
        message = compose(mail, sender_name=self.sender_name, sender_address=self.sender_address)
        try:
            with self._connect() as connection:
                return self._converse(connection, mail.to_address, message.as_bytes())
        except smtplib.SMTPResponseException as answer:
            raise _failure(answer.smtp_code, answer.smtp_error) from answer
        except smtplib.SMTPNotSupportedError as error:
            raise TemporaryFailure(f"the server lacks what is needed: {error}") from error
        except smtplib.SMTPServerDisconnected as error:
            # The library words a time-out in the middle of a conversation as a closed connection.
            if "timed out" in str(error):
                raise TemporaryFailure(self._silence()) from error
            raise TemporaryFailure("the server closed the connection before it answered") from error
        except smtplib.SMTPException as error:
            raise TemporaryFailure(type(error).__name__) from error
        except ssl.SSLError as error:
            raise TemporaryFailure(f"no secure connection: {error.reason}") from error
        except TimeoutError as error:
            raise TemporaryFailure(self._silence()) from error
        except OSError as error:
            raise TemporaryFailure(f"the server cannot be reached: {error.strerror or type(error).__name__}") from error

    def _silence(self) -> str:
        return f"the server did not answer within {self.server.timeout:g} s"

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        name = self.sender_address.rpartition("@")[2] or "localhost"
        if server.tls == "ssl":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=name, timeout=server.timeout, context=context
            )
        return smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=server.timeout)

    def _converse(self, connection: smtplib.SMTP, to_address: str, content: bytes) -> str:
        if self.server.tls == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if self.server.user:
            self._sign_in(connection)
        connection.ehlo_or_helo_if_needed()
        _expect(connection.mail(self.sender_address), {250})
        _expect(connection.rcpt(to_address), {250, 251})
        answer = connection.data(content)
        _expect(answer, {250})
        return _readable(*answer)

    def _sign_in(self, connection: smtplib.SMTP) -> None:
        try:
            connection.login(self.server.user, self.server.password)
        except smtplib.SMTPAuthenticationError as error:
            # A wrong password is this installation's fault and holds for every mail: once it is put right they go out.
            raise TemporaryFailure("the mail server refused our user name or password") from error


def compose(mail: Mail, *, sender_name: str, sender_address: str) -> EmailMessage:
    """The mail as MIME: plain text with an HTML alternative. PermanentFailure when the address cannot be written."""
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = Address(" ".join(sender_name.split()), addr_spec=sender_address)
        message["To"] = Address(" ".join(mail.to_name.split()), addr_spec=mail.to_address)
        if mail.reply_to:
            message["Reply-To"] = Address(addr_spec=mail.reply_to)
        mail.to_address.encode("ascii")
    except (ValueError, IndexError) as error:
        raise PermanentFailure("the address cannot be written in a mail") from error
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="base64")
    message.add_alternative(mail.html, subtype="html", cte="base64")
    return message


def _usual_tls(scheme: str, host: str, port: int | None) -> str:
    if scheme == "smtps" or port == PORTS["ssl"]:
        return "ssl"
    try:
        local = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        local = False
    return "none" if local else "starttls"


def _expect(answer: tuple[int, bytes], codes: set[int]) -> None:
    if answer[0] not in codes:
        raise smtplib.SMTPResponseException(*answer)


def _failure(code: int, words: bytes | str) -> TemporaryFailure | PermanentFailure:
    """5xx is a no; everything else (4xx, and codes that make no sense) is worth another try."""
    readable = _readable(code, words)
    return PermanentFailure(readable) if 500 <= code < 600 else TemporaryFailure(readable)


def _readable(code: int, words: bytes | str) -> str:
    """The server's words without addresses, which are nobody's business in a list of errors."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return _ADDRESS.sub("***", f"{code} {' '.join(text.split())}")[:200]

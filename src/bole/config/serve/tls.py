"""A certificate for the local network, so that a phone's camera works (browsers give it to https alone), and a QR code.

It is signed by itself: the phone warns once. For real use give a real certificate, or put a proxy in front.
"""

import array
import fcntl
import io
import ipaddress
import os
import re
import socket
import struct
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = timedelta(days=397)  # phones refuse longer ones
RENEW = timedelta(days=14)
SIOCGIFADDR = 0x8915
ADDRESS_AT = slice(20, 24)


def certificate(folder: Path, names: Iterable[str], *, at: datetime) -> tuple[Path, Path]:
    """The certificate and key in ``folder`` for these names and addresses; made anew when they no longer fit.

    ``at`` is the present instant (aware). Returns their paths; the key's file is readable by us alone.
    """
    wanted = sorted(set(names))
    cert, key = folder / "cert.pem", folder / "key.pem"
    if not (cert.exists() and key.exists() and _fits(cert, wanted, at)):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        cert_bytes, key_bytes = _make(wanted, at)
        # The key first: a start that is cut off between the two finds a certificate that does not fit, and begins again.
        cert.unlink(missing_ok=True)
        _write(key, key_bytes)
        _write(cert, cert_bytes)
    return cert, key


def local_names() -> list[str]:
    """Every name and address under which this machine is likely to be called; the best one for a phone first."""
    own = local_addresses()
    names = [*own, socket.gethostname(), "localhost", "127.0.0.1", "::1"]
    return list(dict.fromkeys(name for name in names if name and len(name) <= 63))


def local_addresses() -> list[str]:
    """IPv4 addresses of the network cards, the one with the default route first. Never asks the network anything."""
    found = [_default_address(), *_card_addresses()]
    return list(dict.fromkeys(address for address in found if address and not address.startswith("127.")))


def qr_code(link: str) -> str:
    """The link as a QR code made of half blocks, for a terminal."""
    import segno  # noqa: PLC0415 -- only where a code is shown

    out = io.StringIO()
    segno.make(link, error="l", micro=False).terminal(out, compact=True)
    return out.getvalue()


def candidate_link(text: str) -> str | None:
    """The first candidate's link in what the demo says, for the QR code."""
    found = re.search(r"https?://[^\s/]+/c/[^\s/]+/i/\S+", text)
    return found[0] if found else None


def _default_address() -> str | None:
    """The source address the kernel would use. Connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def _card_addresses() -> list[str]:
    if sys.platform != "linux":
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, card in socket.if_nameindex():
            request = array.array("B", struct.pack("256s", card.encode()[:15]))
            try:
                fcntl.ioctl(probe.fileno(), SIOCGIFADDR, request, True)
            except OSError:
                continue  # a card without an address
            found.append(socket.inet_ntoa(request.tobytes()[ADDRESS_AT]))
    return found


def _fits(cert: Path, wanted: list[str], at: datetime) -> bool:
    try:
        found = x509.load_pem_x509_certificate(cert.read_bytes())
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    present = {*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))}
    return set(wanted) <= present and found.not_valid_before_utc <= at < found.not_valid_after_utc - RENEW


def _make(names: list[str], at: datetime) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bole on this machine")])
    built = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + VALID)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return built.public_bytes(serialization.Encoding.PEM), secret


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    fresh.replace(path)

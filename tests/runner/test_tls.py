"""The certificate for the local network: for whom, for how long, and when it is made anew."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from bole.config.serve import tls

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def names_of(certificate: Path) -> set[str]:
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))}


def test_it_names_every_address_and_is_kept_while_it_fits(tmp_path: Path) -> None:
    certificate, key = tls.certificate(tmp_path / "tls", ["192.0.2.7", "::1", "hr-laptop"], at=AT)
    first = certificate.read_bytes(), key.read_bytes()

    assert names_of(certificate) == {"192.0.2.7", "::1", "hr-laptop"}
    assert (key.stat().st_mode & 0o777, (tmp_path / "tls").stat().st_mode & 0o777) == (0o600, 0o700)
    tls.certificate(tmp_path / "tls", ["hr-laptop", "192.0.2.7"], at=AT + timedelta(days=300))
    assert (certificate.read_bytes(), key.read_bytes()) == first


@pytest.mark.parametrize(
    ("names", "later"),
    [
        (["192.0.2.7", "192.0.2.8"], timedelta(0)),  # another network
        (["192.0.2.7"], tls.VALID - timedelta(days=13)),  # ends soon
        (["192.0.2.7"], -timedelta(days=2)),  # the clock was set back
    ],
)
def test_it_is_made_anew_when_it_no_longer_fits(tmp_path: Path, names: list[str], later: timedelta) -> None:
    certificate, _ = tls.certificate(tmp_path, ["192.0.2.7"], at=AT)
    first = certificate.read_bytes()
    tls.certificate(tmp_path, names, at=AT + later)

    assert certificate.read_bytes() != first
    assert names_of(certificate) == set(names)


def test_a_broken_certificate_is_replaced(tmp_path: Path) -> None:
    certificate, _ = tls.certificate(tmp_path, ["192.0.2.7"], at=AT)
    certificate.write_text("not a certificate")
    tls.certificate(tmp_path, ["192.0.2.7"], at=AT)

    assert names_of(certificate) == {"192.0.2.7"}


def test_the_machines_names_are_given_without_asking_the_network() -> None:
    names = tls.local_names()

    assert names[-3:] == ["localhost", "127.0.0.1", "::1"]
    assert len(names) == len(set(names))


def test_the_candidates_link_is_found_in_what_the_demo_says() -> None:
    words = "HR https://192.0.2.7:8000/accounts/login/\n候选人 https://192.0.2.7:8000/c/qinghe/i/Tok-en_1/\n"

    assert tls.candidate_link(words) == "https://192.0.2.7:8000/c/qinghe/i/Tok-en_1/"
    assert tls.candidate_link("nothing here") is None
    assert tls.qr_code("https://192.0.2.7:8000/").count("\n") > 10

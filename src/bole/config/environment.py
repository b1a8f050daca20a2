"""What the environment says, parsed once and loudly."""

import json
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


def text(name: str, default: str = "") -> str:
    """The variable, or the content of the file that ``NAME_FILE`` points at (for secrets mounted as files)."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "1", "true", "false", "yes", "no", "on", "off"}:
        return value in {"1", "true", "yes", "on"} if value else default
    raise SystemExit(f"{name}={value!r} is neither yes nor no.")


def listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within bounds."""
    given = os.environ.get(name, "").strip() or str(default)
    if not (given.isascii() and given.isdigit() and least <= int(given) <= most):
        raise SystemExit(f"{name}={given!r} is not a number from {least} to {most}.")
    return int(given)


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """One of the words; the first when nothing is set."""
    given = os.environ.get(name, "").strip() or choices[0]
    if given not in choices:
        raise SystemExit(f"{name}={given!r} is none of {', '.join(choices)}.")
    return given


def mapping(name: str) -> dict[str, object]:
    """A JSON object; empty when nothing is set."""
    given = text(name).strip() or "{}"
    try:
        found = json.loads(given)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise SystemExit(f"{name} is not a JSON object.")
    return found


def home() -> Path:
    """The folder that holds everything this installation keeps: pg, media, keys, models, tls, backups."""
    given = text("BOLE_HOME")
    if given:
        return Path(given).resolve()
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").exists():
        return checkout / "var"
    return Path("/var/lib/bole") if os.geteuid() == 0 else Path.home() / ".local" / "share" / "bole"


def secret_key(keys: Path) -> str:
    """BOLE_SECRET_KEY, else a file made on first use. Two processes at once end with the same key."""
    given = text("BOLE_SECRET_KEY")
    if given:
        return given
    file = keys / "secret"
    if not file.exists():
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = keys / f".secret.{os.getpid()}"
        fresh.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        fresh.chmod(0o600)
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text(encoding="utf-8").strip()


def database(url: str) -> dict[str, object]:
    """Django's settings for a ``postgresql://user:password@host:port/name?host=/socket/dir`` address."""
    if not url:
        # Commands that need no database (collectstatic, messages) run without one; a query then says what is missing.
        url = "postgresql://bole_app@127.0.0.1:1/DATABASE_URL-is-not-set"
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", None) or (unquote(parts.hostname) if parts.hostname else "")
    port = query.pop("port", None) or (str(parts.port) if parts.port else "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": query,
    }

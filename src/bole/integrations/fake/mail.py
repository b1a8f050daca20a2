"""A mailer that keeps what it is given, and fails when told to."""

from bole.notifications.types import Mail


class FakeMailer:
    """``sent`` holds every mail accepted. ``failures`` are raised one a call, first in first out, before it accepts."""

    name = "fake"
    leaves_house = True

    def __init__(self, *failures: Exception) -> None:
        self.sent: list[Mail] = []
        self.failures = list(failures)

    def send(self, mail: Mail) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(mail)
        return f"fake-{len(self.sent)}"


def mailer() -> FakeMailer:
    """A mailer that accepts everything; settings may name it to try the product without a mail server."""
    return FakeMailer()

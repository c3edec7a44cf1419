"""A mail server that keeps what it is given, and refuses whom it is told to."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.ports import free_port
from tests.servers.process import wait_until


class SmtpSink:
    """`messages` holds what arrived, in order; each has its envelope's recipients in `X-Envelope-To`."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.port = 0
        self._refused: set[str] = set()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """smtp://127.0.0.1:<port>"""
        return f"smtp://127.0.0.1:{self.port}"

    def refuse(self, recipient: str) -> None:
        """Answer 550 to this recipient from now on."""
        self._refused.add(recipient)

    def accept(self, recipient: str) -> None:
        """Take mail for this recipient again."""
        self._refused.discard(recipient)

    def to(self, recipient: str) -> list[EmailMessage]:
        """Return the messages delivered to this recipient."""
        return [message for message in self.messages if recipient in message["X-Envelope-To"].split(", ")]

    def wait_for(self, count: int, *, seconds: float = 10) -> list[EmailMessage]:
        """Return the messages once there are `count` of them; fail where they do not come."""
        assert wait_until(lambda: len(self.messages) >= count, seconds=seconds), (
            f"{len(self.messages)} of {count} mails came within {seconds:g} s"
        )
        return list(self.messages)

    def start(self) -> Self:
        """Listen, at first on a free port, later on the same one again."""
        for _ in range(1 if self.port else 5):
            port = self.port or free_port()
            controller = Controller(self, hostname="127.0.0.1", port=port)
            try:
                controller.start()
            except OSError:
                continue
            self.port, self._controller = port, controller
            return self
        raise RuntimeError("The mail server found no port.")

    def stop(self) -> None:
        """Stop listening; what arrived stays in `messages`."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self._refused:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

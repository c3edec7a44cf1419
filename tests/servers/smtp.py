"""A mail server that keeps what it is given, refuses whom it is told to, and hangs up in the middle of a letter."""

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
        self._refused: dict[str, str] = {}
        self._cut: set[str] = set()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """smtp://127.0.0.1:<port>"""
        return f"smtp://127.0.0.1:{self.port}"

    def refuse(self, recipient: str, answer: str = "550 5.1.1 No such mailbox") -> None:
        """Answer so to this recipient from now on."""
        self._refused[recipient] = answer

    def cut(self, recipient: str) -> None:
        """Hang up in the middle of each letter to this recipient from now on."""
        self._cut.add(recipient)

    def accept(self, recipient: str) -> None:
        """Take mail for this recipient again."""
        self._refused.pop(recipient, None)
        self._cut.discard(recipient)

    def to(self, recipient: str) -> list[EmailMessage]:
        """Return the messages delivered to this recipient."""
        return [message for message in self.messages if recipient in message["X-Envelope-To"].split(", ")]

    def wait_for(self, count: int, *, seconds: float = 60) -> list[EmailMessage]:
        """Return the messages once there are `count` of them; fail where they do not come."""
        assert wait_until(lambda: len(self.messages) >= count, seconds=seconds), (
            f"{len(self.messages)} of {count} mails came within {seconds:g} s"
        )
        return list(self.messages)

    def start(self) -> Self:
        """Listen, at first on a free port, later on the same one again."""
        for _ in range(1 if self.port else 5):
            port = self.port or free_port()
            controller = _Controller(self, hostname="127.0.0.1", port=port)
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
            return self._refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"

    def cuts(self, recipients: list[str]) -> bool:
        """Return whether a letter to these is broken off."""
        return not self._cut.isdisjoint(recipients)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


class _Rude(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        if not self.event_handler.cuts(self.envelope.rcpt_tos):
            return await super().smtp_DATA(arg)
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        await self._reader.readline()
        self.transport.abort()


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Rude(self.handler, **self.SMTP_kwargs)

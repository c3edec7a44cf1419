"""What is known of the request being worked on, for logs and for the outbox; empty outside one."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")

"""Every `code` a client can meet, gathered from the errors that exist, for the documentation."""

from collections.abc import Iterator

from django.apps import apps
from django.utils.translation import override

from core.errors import DomainError
from core.http.problems import PLAIN, status_of


def error_codes() -> list[tuple[str, int, str]]:
    """Return (code, status, sentence in English) of every refusal, by code."""
    with override("en"):
        plain = {(code, status, str(sentence)) for status, (code, sentence) in PLAIN.items()}
        own = {(kind.code, status_of(kind), str(kind.message)) for kind in _kinds(DomainError)}
    return sorted({code: (code, status, sentence) for code, status, sentence in [*sorted(own), *plain]}.values())


def error_page() -> str:
    """Return the codes as the Markdown page `docs/errors.md`."""
    rows = [f"| `{code}` | {status} | {sentence} |" for code, status, sentence in error_codes()]
    return "\n".join([HEAD, *rows, ""])


def _kinds(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in kind.__subclasses__():
        # The core's own and those of the modules that are on, a stranger's too; not what a test made up.
        if child.__module__.startswith("core.") or apps.get_containing_app_config(child.__module__):
            yield child
            yield from _kinds(child)


HEAD = """# Error codes

Every error is a problem document (RFC 9457): `{type, title, status, detail, code, request_id, errors?}`. Branch on
`code` alone: it is stable and the same in every language, while `detail` is a sentence for people. A refused value is
named in `errors: [{loc, msg, code}]`. This page is written by `make openapi`.

| code | status | what it says |
| --- | --- | --- |"""

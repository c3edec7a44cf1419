"""Every `code` a client can meet, gathered from the errors that exist, for the documentation."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from core.errors import DomainError
from core.http.problems import PLAIN, status_of
from core.http.sentences import SENTENCES

# What Django's validators say of a password, each with its own sentence.
PASSWORDS = {
    "password_entirely_numeric": "This password is entirely numeric.",
    "password_too_common": "This password is too common.",
    "password_too_short": "This password is too short.",
    "password_too_similar": "The password is too similar to the name or the e-mail.",
}


def error_codes() -> list[tuple[str, int, str]]:
    """Return (code, status, sentence in English) of every refusal, by code."""
    with override("en"):
        plain = {(code, status, str(sentence)) for status, (code, sentence) in PLAIN.items()}
        own = {(kind.code, status_of(kind), str(kind.message)) for kind in _kinds(DomainError)}
    return sorted({code: (code, status, sentence) for code, status, sentence in [*sorted(own), *plain]}.values())


def value_codes() -> list[tuple[str, str]]:
    """Return (code, sentence in English) of everything that is said of a single value, by code."""
    with override("en"):
        known = {code: str(sentence) for code, sentence in SENTENCES.items()}
    own = dict(PASSWORDS)
    for package in ("core", *settings.MODULE_PACKAGES):
        folder = Path(import_module(package).__path__[0])
        own |= dict(said for file in sorted(folder.rglob("*.py")) for said in _raised(file))
    return sorted((own | known).items())


def error_page() -> str:
    """Return the codes as the Markdown page `docs/errors.md`."""
    rows = [f"| `{code}` | {status} | {sentence} |" for code, status, sentence in error_codes()]
    values = [f"| `{code}` | {sentence} |" for code, sentence in value_codes()]
    return "\n".join([HEAD, *rows, VALUES_HEAD, *values, ""])


def _raised(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the code and the sentence of each refusal that a schema of the file makes: they exist nowhere else."""
    for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "PydanticCustomError":
            constants = [str(part.value) for part in ast.walk(call) if isinstance(part, ast.Constant)]
            if len(constants) > 1:
                yield constants[0], constants[1]


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
VALUES_HEAD = """
## Codes of values

What stands in `errors[].code`, beside the codes above: what is wrong with the value at `loc`. A value of the wrong kind
is `…_type` where JSON says its kind (a body), and `…_parsing` where it is read from a text (a query, a form).

| code | what it says |
| --- | --- |"""

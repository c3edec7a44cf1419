import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from core import checkup
from core.serving.doctor import database, installation, machine, rounds, servers, worker

__all__ = ["database", "installation", "machine", "servers", "worker"]  # their checks
MARKS = {"well": "  ok     ", "warning": "  !      ", "wrong": "  WRONG  "}


class Command(BaseCommand):
    help = (
        "Say in sentences what is wrong with this installation and how to mend it. Exit code: 0 nothing, "
        "1 something is wrong, 2 (with --strict) there are warnings only."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", action="append", metavar="CHECK", help="ask this only; may be given again")
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument("--strict", action="store_true", help="exit with 2 where there are warnings only")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args: Any, only: list[str] | None, strict: bool, **options: Any) -> None:
        language = options["language"] or settings.LANGUAGE_CODE
        with translation.override(language), _unlogged():
            reports = list(rounds.ask(_chosen(only), language=language))
            self.stdout.write(_as_json(reports) if options["json"] else self._as_text(reports))
        levels = {finding.level for report in reports for finding in report.findings}
        if code := 1 if "wrong" in levels else 2 if strict and "warning" in levels else 0:
            sys.exit(code)

    def _as_text(self, reports: list[rounds.Report]) -> str:
        lines = []
        for report in reports:
            for finding in report.findings:
                style = {"wrong": self.style.ERROR, "warning": self.style.WARNING}.get(finding.level, str)
                lines.append(style(f"{MARKS[finding.level]}{report.name:<11}{finding.said}"))
                lines += [f"{'':20}-> {finding.mend}"] if finding.mend and finding.level != "well" else []
        return "\n".join([_("Torg, %(profile)s profile:") % {"profile": settings.PROFILE}, *lines, _verdict(reports)])


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep the drivers' logs off the page: what they say is in the sentences."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _chosen(only: list[str] | None) -> list[checkup.Check]:
    known = checkup.checks()
    if unknown := set(only or ()) - {check.name for check in known}:
        raise CommandError(f"No check is called {sorted(unknown)[0]!r}; there are: {', '.join(c.name for c in known)}.")
    return [check for check in known if not only or check.name in only]


def _verdict(reports: list[rounds.Report]) -> str:
    levels = [finding.level for report in reports for finding in report.findings]
    if not {"wrong", "warning"} & set(levels):
        return _("All is well.")
    counts = {"wrong": levels.count("wrong"), "warnings": levels.count("warning")}
    return _("Wrong: %(wrong)d, warnings: %(warnings)d.") % counts


def _as_json(reports: list[rounds.Report]) -> str:
    found = [
        {"check": report.name, "level": finding.level, "said": finding.said, "mend": finding.mend}
        for report in reports
        for finding in report.findings
    ]
    return json.dumps({"healthy": all(report.healthy for report in reports), "findings": found}, ensure_ascii=False)

"""How the doctor asks: everything at once, each in a thread that is not waited for longer than it may take."""

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connections
from django.utils import translation
from django.utils.translation import gettext as _

from core.checkup import Check, Finding, wrong
from core.logs import masked


@dataclass(frozen=True, slots=True)
class Report:
    """What one check found."""

    name: str
    findings: list[Finding]

    @property
    def healthy(self) -> bool:
        return all(finding.level != "wrong" for finding in self.findings)


class _Asking(threading.Thread):
    def __init__(self, check: Check, language: str) -> None:
        super().__init__(daemon=True, name=f"doctor-{check.name}")
        self.check, self.language, self.findings = check, language, list[Finding]()
        self.deadline = time.monotonic() + check.seconds

    def run(self) -> None:
        with translation.override(self.language):
            try:
                self.findings += self.check.ask()
            except Exception as failure:
                self.findings.append(wrong(_("The check itself failed: %s") % masked(first_line(failure))))
            finally:
                connections.close_all()

    def report(self) -> Report:
        """Return what was found in time, and that the rest did not come."""
        self.join(max(0.0, self.deadline - time.monotonic()))
        found = list(self.findings)
        if self.is_alive():
            found.append(wrong(_("No answer within %(seconds)g s.") % {"seconds": self.check.seconds}))
        return Report(self.check.name, found)


def ask(checks: Iterable[Check], *, language: str) -> Iterator[Report]:
    """Yield the reports; a check whose `needs` is not healthy is left out, since it would only repeat that."""
    waiting, healthy = list(checks), dict[str, bool]()
    while waiting:
        still = {check.name for check in waiting}
        ready = [check for check in waiting if check.needs not in still]
        waiting = [check for check in waiting if check.needs in still]
        under_way = [_begun(check, language) for check in ready if healthy.get(check.needs, True)]
        healthy |= dict.fromkeys((check.name for check in ready), False)
        for asking in under_way:
            report = asking.report()
            healthy[report.name] = report.healthy
            yield report


def first_line(failure: BaseException) -> str:
    """Return the kind of a failure and the first line of what it says."""
    said = (str(failure).strip().splitlines() or [""])[0]
    return f"{type(failure).__name__}: {said}" if said else type(failure).__name__


def _begun(check: Check, language: str) -> _Asking:
    asking = _Asking(check, language)
    asking.start()
    return asking

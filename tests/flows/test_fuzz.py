"""A short, seeded run of what `make soak` does at length: the schema holds for whatever each role sends."""

import pytest

from tests.environment import profile
from tests.flows.shop import open_shop
from tests.fuzz.people import of_role
from tests.fuzz.runs import ALL_BUT_LAST, UNLIMITED, Run, call
from tests.servers.smtp import SmtpSink

# On one of the profiles, and those who may do most; the long run has every role on both.
SHORT = {"embedded": ("buyer", "supplier", "staff")}


@pytest.mark.profile("embedded")
@pytest.mark.slow
def test_no_answer_that_the_schema_does_not_name(furnished: dict[str, str], smtp: SmtpSink) -> None:
    run = Run()
    with open_shop(furnished | UNLIMITED, smtp) as shop:
        for role in SHORT[profile()]:
            token = of_role(shop, role).token
            call(run, shop, token, "--phases=fuzzing", *ALL_BUT_LAST, examples=2, seed=7)
        run.count(shop)
    assert not run.failures, "\n".join(run.failures)
    assert run.broken == 0
    assert run.calls > 100 * len(SHORT[profile()])
    assert run.reached >= 5

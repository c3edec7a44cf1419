"""Who is there: told beside the news, while the other side waits for them, and by no means else."""

import asyncio
from typing import Any

import httpx
import pytest

from core.http.polling import hub
from modules.support_chat.rules.feeds import DESK, customer_feed
from modules.support_chat.selectors.presence import MOST, around
from tests.support_chat.conftest import say, updates
from tests.support_chat.test_waiting import House, apart, texts, token_of


def present(answer: httpx.Response) -> dict[str, Any] | None:
    assert answer.status_code == 200, answer.text
    told = [said for said in answer.json()["ephemeral"] if said["type"] == "presence"]
    return told[0]["data"] if told else None


@pytest.mark.django_db(transaction=True)
def test_who_is_there_is_told_with_every_answer(
    buyer: Any, agent: Any, begun: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, desks = updates(buyer)["next_cursor"], updates(agent)["next_cursor"]
    customer, support = token_of(buyer), token_of(agent)

    async def scene() -> None:
        house = House()
        monkeypatch.setattr(house.polls._hub, "here", forgetful(house.polls._hub))
        alone = await house.ask(customer, mine, timeout=0)
        assert (present(alone), alone.json()["ephemeral"]) == (None, [])
        held = await house.hold(support, desks)
        seen = await house.ask(customer, mine, timeout=0)
        assert present(seen) == {"support": True, "customers": []}
        assert seen.json()["next_cursor"] == mine
        assert not held.done()  # it tells of them, and ends nobody's wait
        waiting = await house.hold(customer, mine)
        told = await house.ask(support, "")
        assert present(told) == {"support": True, "customers": [buyer.pk]}
        await apart(lambda: say(agent, begun, "Вы здесь?"))
        answer = await waiting
        assert (texts(answer), present(answer)) == (["Вы здесь?"], {"support": True, "customers": []})
        assert present(await held) is not None  # who has just been answered asks on
        monkeypatch.setattr(hub, "STILL_HERE", 0.0)
        gone = await house.ask(support, "")
        assert present(gone) is None
        house.polls.drain()

    asyncio.run(scene())


def forgetful(one: hub.Hub) -> Any:
    """Return what says who is there, at this moment and not as of this second."""
    here = one.here

    def now() -> frozenset[str]:
        one._here_until = 0.0
        return here()

    return now


def test_it_asks_no_database_and_stays_small() -> None:
    """Without a database, which this test has not."""
    crowd = frozenset((DESK, *(customer_feed(number) for number in range(2 * MOST))))
    (told,) = around(crowd, is_agent=True)
    assert (told["data"]["support"], len(told["data"]["customers"])) == (True, MOST)
    (told,) = around(crowd, is_agent=False)
    assert told["data"] == {"support": True, "customers": []}
    assert around(frozenset({customer_feed(1)}), is_agent=False) == around(frozenset({DESK}), is_agent=True) == []

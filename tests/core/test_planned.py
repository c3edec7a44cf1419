"""Statements planned once: the same rows as any other way, and on Postgres a plan that is kept."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import DataError, connection, transaction

from core import planned

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = "SELECT length(CAST(%s AS text)), 7 AS mark"


def kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%7 AS mark%'")
        return int(cursor.fetchone()[0])


def test_rows_come_as_from_any_cursor() -> None:
    assert planned.rows(ASKED, ["чай"]) == [(3, 7)]
    assert planned.rows("SELECT 1 WHERE 1 = %s", [2]) == []


@pytest.mark.profile("full")
def test_one_plan_is_kept_and_outlives_a_rollback() -> None:
    assert [planned.rows(ASKED, [text]) for text in ("a", "bb", "a")] == [[(1, 7)], [(2, 7)], [(1, 7)]]
    assert kept() == 1
    with pytest.raises(DataError), transaction.atomic():
        planned.rows("SELECT 1 / CAST(%s AS int)", [0])
    assert planned.rows(ASKED, ["ccc"]) == [(3, 7)]


@pytest.mark.profile("full")
def test_behind_pgbouncer_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PLANS_ONCE", False)
    before = kept()
    assert planned.rows(ASKED.replace("length", "octet_length"), ["чай"]) == [(6, 7)]
    assert kept() == before


@pytest.fixture
def neighbour() -> Iterator[Callable[[str], object]]:
    """Somebody else's connection: of what it does ours hears nothing."""
    import psycopg  # the embedded profile does without

    connection.ensure_connection()
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as other:
        yield other.execute
        other.execute("DROP TABLE IF EXISTS shelf")


@pytest.mark.profile("full")
def test_a_column_of_another_type_is_read_by_a_new_plan(neighbour: Callable[[str], object]) -> None:
    neighbour("CREATE TABLE shelf AS SELECT 1 AS place")
    assert planned.rows("SELECT place FROM shelf WHERE 7 = %s", [7]) == [(1,)]
    neighbour("ALTER TABLE shelf ALTER place TYPE text")
    assert planned.rows("SELECT place FROM shelf WHERE 7 = %s", [7]) == [("1",)]

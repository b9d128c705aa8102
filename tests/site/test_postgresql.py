import pytest
from django.db import connection, connections

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="about PostgreSQL's own connections"
)


@pytest.fixture
def other(transactional_db):
    """A second connection to the same database."""
    copy = connections["default"].copy()
    copy.ensure_connection()
    yield copy
    copy.close()


def test_a_living_connection_is_known_to_live_without_a_query(other, monkeypatch):
    monkeypatch.setattr(other, "cursor", None)
    assert other.is_usable()


def test_a_connection_that_the_server_ended_is_not_used_again(other):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [other.connection.info.backend_pid])
    assert not other.is_usable()

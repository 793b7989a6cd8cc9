"""Writers on SQLite queue at one gate. On PostgreSQL there is none, and the same promises hold by row locks."""

import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction

from annotations.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def held() -> bool:
    gate = getattr(connection, "gate", None)
    return gate is not None and gate.inside


def on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def test_the_gate_is_held_for_the_transaction_and_no_longer():
    User.objects.exists()
    assert not held()
    with transaction.atomic():
        assert held() == on_sqlite()
        with transaction.atomic():
            assert held() == on_sqlite()
        assert held() == on_sqlite()
    assert not held()


def test_the_gate_opens_after_a_rollback():
    with pytest.raises(LookupError), transaction.atomic():
        raise LookupError
    assert not held()
    with transaction.atomic():
        transaction.set_rollback(True)
    assert not held()


def test_the_gate_opens_when_the_database_refuses_the_commit():
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        # Foreign keys are checked at the commit.
        cursor.execute(
            "INSERT INTO django_admin_log (user_id, object_repr, action_flag, change_message, action_time)"
            " VALUES (987654321, '', 1, '', CURRENT_TIMESTAMP)"
        )
    assert not held()


def test_the_gate_opens_when_the_connection_is_closed_inside():
    with transaction.atomic():
        connection.close()
    assert not held()
    User.objects.create_user("after")


def test_each_of_many_writers_gets_its_turn():
    names = [f"writer{number}" for number in range(12)]
    ready = threading.Barrier(len(names))

    def write(name: str) -> None:
        ready.wait()
        try:
            with transaction.atomic():
                User.objects.create(username=name, first_name=str(User.objects.count()))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(User.objects.values_list("username", flat=True)) == set(names)
    if on_sqlite():
        # Each counted what all before it had written: they went one after the other.
        counted = User.objects.values_list("first_name", flat=True)
        assert sorted(int(count) for count in counted) == list(range(len(names)))

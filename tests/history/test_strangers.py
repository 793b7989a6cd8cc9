"""What could swallow, alter or hide what people save is named, though no row is wrong."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from annotations.history.strangers import strangers
from annotations.history.triggers import install_guards, missing_guards, unlocking
from annotations.proof.verify import verify_history

pytestmark = pytest.mark.django_db
ON = "annotations_note"
FUNCTION = "CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
TRIGGER = f"CREATE TRIGGER {{}} BEFORE INSERT ON {ON} FOR EACH ROW EXECUTE FUNCTION mine()"
STATEMENTS: dict[str, tuple[list[str], str]] = (
    {
        "a trigger": ([FUNCTION, TRIGGER.format("mine")], f"{ON}: a trigger that is none of the desk’s"),
        "one that is called a guard": ([FUNCTION, TRIGGER.format("guard_mine")], "stands on it: guard_mine"),
        "a rule": ([f"CREATE RULE mine AS ON INSERT TO {ON} DO INSTEAD NOTHING"], f"{ON}: a rule stands on it: mine"),
        "a policy": ([f"ALTER TABLE {ON} ENABLE ROW LEVEL SECURITY"], f"{ON}: some of its rows may be hidden"),
        "a part elsewhere": ([f"CREATE TABLE mine () INHERITS ({ON})"], f"{ON}: another table stands in for a part"),
        "another meaning": (["SET LOCAL search_path = public, pg_catalog"], "search_path: public stands before"),
    }
    if connection.vendor == "postgresql"
    else {
        f"a trigger on {table}": (
            [f"CREATE TRIGGER {name} BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END"],
            f"{table}: a trigger that is none of the desk’s stands on it: {name}",
        )
        for table, name in ((ON, "mine"), ("annotations_event", "guard_mine"), ("django_session", "mine"))
    }
)


def run(*statements: str) -> None:
    with unlocking(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize("what", STATEMENTS)
def test_it_is_named(what: str) -> None:
    statements, named = STATEMENTS[what]
    assert [*verify_history()] == []
    with transaction.atomic():
        run(*statements)

        assert any(named in str(each) for each in verify_history())
        transaction.set_rollback(True)


@pytest.mark.only_on("postgresql")
def test_tables_of_the_same_name_elsewhere_are_no_concern() -> None:
    with transaction.atomic():
        run("CREATE SCHEMA other", f"CREATE TABLE other.{ON} (x int)", FUNCTION.replace("mine", "other.guard_mine"))
        trigger = TRIGGER.replace(ON, f"other.{ON}").replace("mine", "other.guard_mine")
        run(trigger.format(f"guard_{ON}_insert"), f"ALTER TABLE other.{ON} ENABLE ROW LEVEL SECURITY")

        assert ([*strangers()], missing_guards()) == ([], [])
        install_guards()
        transaction.set_rollback(True)


def test_the_guards_are_no_strangers() -> None:
    install_guards()

    assert [*strangers()] == []

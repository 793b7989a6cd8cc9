from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class AnnotationsConfig(AppConfig):
    name = "annotations"
    verbose_name = "Fact-checking desk"

    def ready(self) -> None:
        pre_migrate.connect(_lift_guards, sender=self)
        post_migrate.connect(_put_guards_back, sender=self)


def _lift_guards(using: str, **kwargs: Any) -> None:
    from annotations.history.triggers import drop_guards

    if using == "default":
        _let_take_away(using, True)
        drop_guards()


def _put_guards_back(using: str, **kwargs: Any) -> None:
    """Guards go up only once every table is there: `migrate annotations zero` takes them away."""
    from annotations.history.guards import guarded_tables
    from annotations.history.triggers import install_guards

    if using == "default":
        if set(guarded_tables()) <= set(connections[using].introspection.table_names()):
            install_guards()
        _let_take_away(using, False)


def _let_take_away(using: str, may: bool) -> None:
    """Let an SQLite connection take tables and triggers away while migrations run, and no longer."""
    if connections[using].vendor == "sqlite":
        connections[using].unlocked = may  # type: ignore[attr-defined]

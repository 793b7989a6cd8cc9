import time
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from annotations.demo.opening import SLUGS, open_demo
from annotations.demo.people import PEOPLE, add_people, known_people, logins
from annotations.management.writing import WritingCommand
from annotations.models import Project


class Command(WritingCommand):
    help = "Make a demo project with articles half checked, and print its logins: name, password, part. Needs DEBUG."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo’s passwords are known to everyone, so it is made only with DEBUG=1.")
        # All or nothing: whoever interrupts it can simply run it again.
        with transaction.atomic():
            self._make_once(options)
        self.stderr.write("Log in as one of these (name, password, part):")
        for line in logins():
            self.stdout.write(line)

    def _make_once(self, options: dict[str, Any]) -> None:
        there = Project.objects.filter(slug__in=SLUGS).count()
        people = known_people()
        if there == len(SLUGS) and len(people) == len(PEOPLE):
            self.act(options)  # a name that nobody has is a mistake the second time too
            self.stderr.write("The demo is here already; nothing was changed.")
            return
        if there or people:
            taken = ", ".join([*people, *Project.objects.filter(slug__in=SLUGS).values_list("slug", flat=True)])
            raise CommandError(
                f"These names are taken, and not by a whole demo: {taken}."
                " Use an empty database, for example DATABASE_URL=sqlite:////tmp/demo.sqlite3."
            )
        self.stderr.write("Making the demo")
        began = time.monotonic()
        people = add_people()
        open_demo(people, self.act(options))
        self.stderr.write(f"Made in {time.monotonic() - began:.1f} s")

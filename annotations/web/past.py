"""`?as_of=57` or `?as_of=2026-11-24T13:05`: the pages and files of an article as it stood, and the slider to that."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.http import HttpRequest

from annotations.models import Article
from annotations.reports.events.moments import Moment, NoSuchMoment, Step, moment_of

ASKED = "as_of"
STEP = "step"
# What is drawn above the slider: so many columns at most, so high; and so many days below it.
COLUMNS, HEIGHT, DAYS = 60, 28, 4


def moment_asked(request: HttpRequest, article: Article) -> Moment | None:
    """Read the moment that an address asks for; None for now. Raises NoSuchMoment, which is answered with 400."""
    asked = request.GET.get(ASKED, "")
    return moment_of(article, asked) if asked.strip() else None


@dataclass(frozen=True)
class Column:
    """A column above the slider: how much was done in some steps; `now` where the slider stands among them."""

    x: int
    y: int
    height: int
    now: bool


@dataclass(frozen=True)
class Slider:
    """All steps of an article's history, and at which of them one is: from 1, the last is now."""

    steps: Sequence[Step]
    at: int

    @classmethod
    def asked(cls, request: HttpRequest, steps: Sequence[Step], moment: Moment | None) -> Slider:
        """Stand at the step that an address asks for, or else at the moment."""
        step = request.GET.get(STEP, "")
        if not step:
            return cls(steps, bisect_right(steps, moment.entry, key=lambda one: one.entry) if moment else len(steps))
        if not (step.isascii() and step.isdigit() and len(step) < 9 and 1 <= int(step) <= len(steps)):
            raise NoSuchMoment(f"The steps of this history are numbered from 1 to {len(steps)}.")
        return cls(steps, int(step))

    @property
    def here(self) -> Step:
        return self.steps[self.at - 1]

    @property
    def before(self) -> Step | None:
        return self.steps[self.at - 2] if self.at > 1 else None

    @property
    def after(self) -> Step | None:
        return self.steps[self.at] if self.at < len(self.steps) else None

    @property
    def is_now(self) -> bool:
        return self.at == len(self.steps)

    @cached_property
    def columns(self) -> list[Column]:
        count = min(COLUMNS, len(self.steps))
        ends = [len(self.steps) * place // count for place in range(count + 1)]
        sums = [sum(step.entries for step in self.steps[a:b]) for a, b in pairwise(ends)]
        highest = max(sums)
        heights = [max(2, HEIGHT * one // highest) for one in sums]
        at = bisect_right(ends, self.at - 1) - 1
        return [Column(place * 10 + 1, HEIGHT - high, high, place == at) for place, high in enumerate(heights)]

    @property
    def width(self) -> int:
        return len(self.columns) * 10

    @property
    def days(self) -> list[datetime.datetime]:
        """Give times spread evenly over the steps, from the first to the last."""
        last = len(self.steps) - 1
        return [self.steps[last * place // (DAYS - 1)].at for place in range(DAYS)]

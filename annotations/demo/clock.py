"""The demo's time: the last fifteen working days before today."""

from __future__ import annotations

import datetime
from itertools import cycle

DAYS = 15
_OPENS, _CLOSES = datetime.time(8, 40), datetime.time(18)
# Minutes and seconds between two things that people do; uneven, as people are.
_PAUSES = ((4, 11), (7, 38), (2, 53), (9, 20), (5, 47), (3, 5), (11, 29))


def last(weekday: int, *, before: datetime.date) -> datetime.date:
    """Give the last such day (Monday is 0) before a date."""
    return before - datetime.timedelta(days=(before.weekday() - weekday - 1) % 7 + 1)


class Clock:
    """Hands out moments (UTC) in working hours, each later than the one before and all of them past."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        before = (today - datetime.timedelta(days=gone) for gone in range(1, 3 * DAYS))
        self.days = [day for day in before if day.weekday() < 5][:DAYS][::-1]
        self._pauses = cycle(_PAUSES)
        self._now = self._at(self.days[0], _OPENS)

    @staticmethod
    def _at(day: datetime.date, time: datetime.time) -> datetime.datetime:
        return datetime.datetime.combine(day, time, datetime.UTC)

    def go_to(self, day: int, hour: int = 9) -> None:
        """Go on to an hour of a working day, counted from 1."""
        then = self._at(self.days[day - 1], datetime.time(hour))
        if then < self._now:
            raise ValueError(f"Day {day}, {hour} o’clock, is over: it is {self._now}.")
        self._now = then

    def tick(self) -> datetime.datetime:
        """Give the next moment."""
        minutes, seconds = next(self._pauses)
        self._now += datetime.timedelta(minutes=minutes, seconds=seconds)
        if self._now.time() > _CLOSES:
            raise ValueError(f"It is {self._now}: go on to the next day.")
        return self._now

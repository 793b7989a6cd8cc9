"""Tell how much memory one process of the desk holds at rest: gunicorn with one worker, after one request; and how
long that first request took, beside the next one.

The raw limit is a Python process that has imported Django's own admin and nothing of ours.

python -m benchmarks.memory
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks._desk import median, on, scratch_desk
from benchmarks._server import Person, serving

BARE = """
import django.contrib.admin.sites, django.db.backends.sqlite3.base, gunicorn.app.wsgiapp
print(open("/proc/self/status").read())
"""


def main() -> None:
    with scratch_desk():
        from annotations.models import User

        mona = User.objects.create_user("mona")
        with serving(workers=1, threads=4) as (port, master):
            person = Person(port, mona)
            person.read("/static/annotations/favicon.svg")  # comes when the process has started
            first, next_one = (median(lambda: person.read("/"), 1) for _ in range(2))
            (worker,) = Path(f"/proc/{master}/task/{master}/children").read_text().split()
            ours = resident(Path(f"/proc/{worker}/status").read_text())
        bare = subprocess.run([sys.executable, "-c", BARE], capture_output=True, text=True, check=True)  # noqa: S603
        limit = resident(bare.stdout)
        print(
            f"{on()}: one worker after one request holds {ours:.0f} MB, raw limit {limit:.0f} MB (Python with Django"
            f" and gunicorn imported), {ours / limit:.1f} times the limit"
        )
        print(f"{on()}: its first page took {1000 * first:.0f} ms, the next {1000 * next_one:.0f} ms")


def resident(status: str) -> float:
    """Read the resident size from /proc/PID/status; megabytes."""
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    main()

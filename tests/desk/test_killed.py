"""Eight processes write everything at once, and two are killed in the middle: nothing acknowledged is lost or doubled."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.thorough


def test_five_thousand_mixed_writes_with_processes_killed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.mixed", "5000"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DEBUG": "1", "DATABASE_URL": settings.DATABASE_URL},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "5,000 writes of 8 people" in done.stdout

"""A process that serves the desk has read its pages before the first is asked for."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings

ASK = """
import sys
import factcheck.wsgi
from django.template.engine import Engine
(loader,) = Engine.get_default().template_loaders
print("annotations.web.dashboard" in sys.modules, "dashboard.html" in loader.get_template_cache)
"""


def test_views_and_templates_are_there_before_the_first_request() -> None:
    answer = subprocess.run(  # noqa: S603 (our own code)
        [sys.executable, "-W", "ignore", "-c", ASK],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DEBUG": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "True True\n"

"""The entry point for gunicorn: `gunicorn factcheck.wsgi`."""

import gc
import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = get_wsgi_application()

try:
    settings.SECRET_KEY  # noqa: B018  Django refuses to give an empty one
except ImproperlyConfigured:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text, or DEBUG=1 to try the desk out.") from None


def make_ready() -> None:
    """Read the views and the templates now, which whoever asks for the first page would wait for."""
    reverse("home")
    templates = settings.BASE_DIR / "templates"
    for template in templates.rglob("*.html"):
        get_template(str(template.relative_to(templates)))
    # What is loaded by now stays: nobody who waits for a page has it searched again and again for what is over.
    gc.collect()
    gc.freeze()


make_ready()

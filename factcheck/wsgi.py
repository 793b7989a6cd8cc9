"""The entry point for gunicorn: `gunicorn factcheck.wsgi`."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = get_wsgi_application()

try:
    settings.SECRET_KEY  # noqa: B018  Django refuses to give an empty one
except ImproperlyConfigured:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text, or DEBUG=1 to try the desk out.") from None

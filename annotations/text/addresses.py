"""Web addresses, compared."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

_SIGN = r"[\w.~!$&'()*+,;=:@%/-]"
# Most are written so already: that is seen without a look at their parts.
NORMAL = re.compile(rf"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*/{_SIGN}*(?:\?(?:{_SIGN}|\?)+)?", re.ASCII)


def normalised_url(url: str) -> str:
    """Write a URL so that two ways to write one address come out the same (RFC 3986, section 6.2).

    Scheme and host in lower case, default port, empty query and fragment dropped, an empty path as "/". What may be
    another page stays as it is: other query parameters, a trailing slash, www. Gives "" for "".
    """
    return url if NORMAL.fullmatch(url) else from_its_parts(url)


def from_its_parts(url: str) -> str:
    """Do as `normalised_url`, of any address."""
    if not url.strip():
        return ""
    parts = urlsplit(url.strip())
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.port and (scheme, parts.port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{parts.port}"
    if parts.username:
        host = f"{parts.netloc.rpartition('@')[0]}@{host}"
    return urlunsplit((scheme, host, parts.path or "/", parts.query, ""))


def without_scheme(url: str) -> str:
    """Write a web address as people read it: without https:// and a slash at the end."""
    return url.strip().partition("://")[2].rstrip("/") or url.strip()

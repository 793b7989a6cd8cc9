"""When an article is signed off, what its history was then is signed too."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection
from functools import partial

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from annotations.models import Claim, WorkStatus
from annotations.proof.checkpoints import make_checkpoint

LOG = logging.getLogger(__name__)


def sign_when_done(articles: Collection[uuid.UUID]) -> None:
    """Make a checkpoint once this transaction is committed, if one of these articles is then signed off altogether.

    After the commit, because a checkpoint touches all streams that have grown: nobody is to wait for it under a lock.
    """
    transaction.on_commit(partial(_sign, articles), robust=True)


def _sign(articles: Collection[uuid.UUID]) -> None:
    claims = Claim.objects.standing().filter(article__in=articles).order_by()
    undone = claims.exclude(work_status__in=(WorkStatus.SIGNED_OFF, WorkStatus.NOT_CHECKABLE))
    if set(articles) <= set(undone.values_list("article", flat=True)):
        return
    try:
        make_checkpoint()
    except ImproperlyConfigured as error:
        LOG.warning("An article is signed off, and no checkpoint was made. %s", error)

"""The tables of the history. Only `annotations.history` writes them, and the guards hold everyone to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotations.models.project import Project
from annotations.models.stream_keys import StreamKeyField


class Action(models.Model):
    """What one person did at once. The same id, person and request again is answered with the first result."""

    id = models.UUIDField(primary_key=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    request_sha256 = models.CharField(max_length=64)
    result = models.CharField(max_length=80, help_text="The row that the verb gave back, as kind:key.")

    def __str__(self) -> str:
        return f"{self.verb} {self.id}"


class Stream(models.Model):
    """The events of one article, source or project: how many there are, the hash of the last, and whose they are."""

    key = StreamKeyField(primary_key=True, max_length=60)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True, default="")
    moved_at = models.DateTimeField(null=True, help_text="The time of its last event; the next is never earlier.")
    logged = models.PositiveIntegerField(db_default=0, help_text="How long it was when a checkpoint last took it in.")

    class Meta:
        # What a checkpoint takes in, found without a look at all that has not changed.
        indexes = (models.Index(fields=("key",), name="stream_grown", condition=Q(length__gt=models.F("logged"))),)

    def __str__(self) -> str:
        return str(self.key)


class Event(models.Model):
    """One entry of the history, about one row. `body` is the hashed JSON; the other columns are its index."""

    id = models.BigAutoField(primary_key=True)
    stream = models.ForeignKey(Stream, models.PROTECT, db_index=False)
    n = models.PositiveIntegerField()
    action = models.ForeignKey(Action, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20)
    object = models.UUIDField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    body = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("stream", "n"), name="event_place_once_a_stream"),
            models.UniqueConstraint(fields=("object", "version"), name="event_version_once_an_object"),
            models.CheckConstraint(condition=Q(n__gte=1) & Q(version__gte=1), name="event_counts_from_1"),
        )

    def __str__(self) -> str:
        return f"{self.stream_id} {self.n}"


class Value(models.Model):
    """What a field became, salted: the opening of a commitment in its event's body."""

    pk = models.CompositePrimaryKey("event_id", "field")
    event = models.ForeignKey(Event, models.PROTECT, related_name="values", db_index=False)
    field = models.CharField(max_length=40)
    salt = models.BinaryField(max_length=16)
    value = models.TextField(help_text="Canonical JSON.")

    def __str__(self) -> str:
        return f"{self.event_id} {self.field}"


class ErasureReason(models.TextChoices):
    """Why words were erased, as the history says it instead of them."""

    PERSONAL_DATA = "personal_data", "personal data"
    COURT_ORDER = "court_order", "order of a court"
    SOURCE_PROTECTION = "source_protection", "protection of a source"
    COPYRIGHT = "copyright", "copyright"
    OTHER = "other", "another reason"


class Redaction(models.Model):
    """A value that was erased, and the event that says so; the commitment to it stays in the body of its event."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, models.PROTECT, related_name="redactions", db_index=False)
    field = models.CharField(max_length=40)
    by_event = models.ForeignKey(Event, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("event", "field"), name="redaction_once_a_value"),)

    def __str__(self) -> str:
        return f"{self.event_id} {self.field}"


class Checkpoint(models.Model):
    """A signed summary of all streams: the root of a Merkle tree that every later checkpoint only adds leaves to."""

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    size = models.PositiveBigIntegerField(help_text="How many leaves the tree has.")
    root = models.CharField(max_length=64, help_text="Hexadecimal.")
    peaks = models.TextField(blank=True, help_text="The right edge of the tree, from which it grows; hexadecimal.")
    note = models.TextField(help_text="The signed note, as it is handed out.")

    def __str__(self) -> str:
        return f"Checkpoint {self.number}"


class Leaf(models.Model):
    """Where a stream ended when a checkpoint was made, as a leaf of its tree; only streams that have grown get one."""

    place = models.PositiveBigIntegerField(primary_key=True, help_text="Its place in the tree, counted from 0.")
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="leaves")
    stream = models.ForeignKey(Stream, models.PROTECT, db_index=False)
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("stream", "length"), name="leaf_once_a_length"),)

    def __str__(self) -> str:
        return f"{self.stream_id} {self.length}"

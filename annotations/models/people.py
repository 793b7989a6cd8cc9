from django.contrib.auth.models import AbstractUser
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower


def not_the_system(name: str) -> None:
    """Keep the name by which the history calls work that no person did."""
    if name.lower() == "system":
        raise ValidationError("“system” is what the history calls the desk itself. Choose another name.")


class User(AbstractUser):
    """Somebody who logs in. The user name stands in the history, so it never changes once it is there."""

    username = models.CharField(
        "user name",
        max_length=150,
        unique=True,
        help_text="Letters, digits and @ . + - _ only. It stands in the history, so it cannot be changed later.",
        # Letters of other alphabets can look alike, and the history must not name two people by one look.
        validators=[ASCIIUsernameValidator(), not_the_system],
        error_messages={"unique": "There is somebody with this user name already."},
    )

    class Meta(AbstractUser.Meta):
        constraints = (models.UniqueConstraint(Lower("username"), name="user_name_once_in_any_case"),)

    def __str__(self) -> str:
        return self.username

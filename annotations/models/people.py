from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who logs in. The user name stands in the history, so it never changes once it is there."""

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self) -> str:
        return self.username

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from tracker.agencies.models.agency import Agency


class Role(models.TextChoices):
    """What a person may do. Each role may do what the next one may."""

    OWNER = "owner", "Owner"
    FINANCE = "finance", "Finance"
    VIEWER = "viewer", "Viewer"


class People(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in. A person belongs to one agency."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="people")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def may_write(self) -> bool:
        """May send and edit."""
        return self.role in (Role.OWNER, Role.FINANCE)

    @property
    def may_own(self) -> bool:
        """May change PlugIns, settings and people."""
        return self.role == Role.OWNER

"""What a module is: a Django app whose files have known names; to have the file is to be registered."""

from importlib import import_module
from importlib.util import find_spec
from typing import ClassVar

from django.apps import AppConfig

# What is imported once the models are ready. `api` and `tasks` are found by the router and the consumer.
HEARD_FILES = ("subscribers", "providers")


class Module(AppConfig):
    """A module's `apps.py` subclasses this: `name` is its package, `requires` the modules it calls."""

    default_auto_field = "django.db.models.BigAutoField"
    requires: ClassVar[tuple[str, ...]] = ()
    prefix: ClassVar[str] = ""
    # Django takes the one AppConfig of `apps.py` only while it is alone there, and this class is imported beside it.
    default = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True

    def ready(self) -> None:
        for file in HEARD_FILES:
            import_if_there(f"{self.name}.{file}")


def import_if_there(path: str) -> object | None:
    """Import a module by dotted path and return it, or None where no such file exists.

    An error inside an existing file is not swallowed: a broken module must not look like an absent one.
    """
    return import_module(path) if find_spec(path) else None

"""What a module is: a Django app whose files have known names; to have the file is to be registered.

A file that has outgrown itself is a folder of the same name, and every file in that counts.
"""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType
from typing import ClassVar

from django.apps import AppConfig

# What is imported once the models are ready. `api` is found by the router.
HEARD_FILES = ("subscribers", "providers", "tasks", "admin")


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

    def import_models(self) -> None:
        import_parts(f"{self.name}.models")
        super().import_models()

    def ready(self) -> None:
        for file in HEARD_FILES:
            import_parts(f"{self.name}.{file}")


def import_parts(path: str) -> list[ModuleType]:
    """Import the file of a dotted path, or all files of the folder of that name; return them, by name.

    None are found where there is neither. An error inside is not swallowed: a broken file must not look absent.
    """
    found = import_if_there(path)
    if found is None or not hasattr(found, "__path__"):
        return [found] if found else []
    return [import_module(f"{path}.{part.name}") for part in iter_modules(found.__path__)]


def import_if_there(path: str) -> ModuleType | None:
    """Import a module by dotted path and return it, or None where no such file exists.

    An error inside an existing file is not swallowed: a broken module must not look like an absent one.
    """
    return import_module(path) if find_spec(path) else None

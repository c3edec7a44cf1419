"""From the names in MODULES to the apps that are loaded, in the order in which they may call each other."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules

from django.core.exceptions import ImproperlyConfigured

from core.module import Module

ENTRY_POINTS = "torg.modules"


def resolve(wanted: Iterable[str]) -> list[str]:
    """Return the packages of the wanted modules and all that they require, lower ones first.

    Raises ImproperlyConfigured for an unknown name (saying what was looked for) and for a circle.
    """
    order: dict[str, str] = {}
    for name in wanted:
        _visit(name, (), order)
    return list(order.values())


def available() -> dict[str, str]:
    """Return name -> package of every module that could be switched on; installed is not switched on."""
    own = {found.name: f"modules.{found.name}" for found in iter_modules(import_module("modules").__path__)}
    return {point.name: point.value for point in entry_points(group=ENTRY_POINTS)} | own


def _visit(name: str, path: tuple[str, ...], order: dict[str, str]) -> None:
    if name in path:
        circle = " -> ".join((*path[path.index(name) :], name))
        raise ImproperlyConfigured(f"The modules require each other in a circle: {circle}.")
    if name in order:
        return
    package = _package(name, path)
    for required in _module_class(name, package).requires:
        _visit(required, (*path, name), order)
    order[name] = package


def _package(name: str, path: tuple[str, ...]) -> str:
    known = available()
    if name in known:
        return known[name]
    asked = f"required by {path[-1]!r}" if path else "named in MODULES"
    raise ImproperlyConfigured(
        f"There is no module {name!r} ({asked}): looked for modules/{name}/apps.py and for an installed "
        f"package with the entry point {name!r} in group {ENTRY_POINTS!r}. Known: {', '.join(sorted(known))}."
    )


def _module_class(name: str, package: str) -> type[Module]:
    try:
        apps = import_module(f"{package}.apps")
    except ModuleNotFoundError as missing:
        raise ImproperlyConfigured(f"Module {name!r} has no {package}/apps.py: {missing}.") from missing
    classes = list(_own_classes(apps))
    if len(classes) != 1:
        raise ImproperlyConfigured(f"{package}.apps must define exactly one subclass of core.module.Module.")
    return classes[0]


def _own_classes(apps: object) -> Iterator[type[Module]]:
    for value in vars(apps).values():
        if isinstance(value, type) and issubclass(value, Module) and value is not Module:
            yield value

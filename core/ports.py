"""How a lower module asks one that may be above it, or off: it declares a typed question, others answer.

A `Port` has at most one answerer; a `Forum` has one per key (a kind of thing, a module's name). Nobody
home is an answer too: `None` from a port, no entry in a forum.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.core.exceptions import ImproperlyConfigured
from django_stubs_ext import StrOrPromise


class Port[**P, R]:
    """A question with at most one answerer; calling it answers None while nobody has filled it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._answer: Callable[P, R] | None = None

    def fill(self, answer: Callable[P, R]) -> None:
        """Let `answer` be the one that is asked; a second, different one is refused."""
        if self._answer not in (None, answer):
            raise ImproperlyConfigured(f"The port {self.name!r} is filled twice.")
        self._answer = answer

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R | None:
        return self._answer(*args, **kwargs) if self._answer else None


class Forum[**P, R]:
    """A question that several may answer, each under a key of its own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._answers: dict[str, Callable[P, R]] = {}

    def fill(self, key: str, answer: Callable[P, R]) -> None:
        """Let `answer` speak for `key`; a second, different one is refused."""
        if self._answers.setdefault(key, answer) is not answer:
            raise ImproperlyConfigured(f"The port {self.name!r} is filled twice for {key!r}.")

    def ask(self, key: str, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Return the answer of the one who speaks for `key`, or None."""
        answer = self._answers.get(key)
        return answer(*args, **kwargs) if answer else None

    def ask_all(self, *args: P.args, **kwargs: P.kwargs) -> Iterator[tuple[str, R]]:
        """Yield (key, answer) of everyone, by key."""
        for key in sorted(self._answers):
            yield key, self._answers[key](*args, **kwargs)

    def answers(self) -> Iterator[tuple[str, Callable[P, R]]]:
        """Yield (key, who answers) by key, for whoever asks each apart, so that one that fails spoils no other."""
        yield from sorted(self._answers.items())


def provides[**P, R](port: Port[P, R]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate the function that answers a port; it lives in the upper module's `providers.py`."""

    def fill(answer: Callable[P, R]) -> Callable[P, R]:
        port.fill(answer)
        return answer

    return fill


def _speaks_for[**P, R](forum: Forum[P, R], key: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def fill(answer: Callable[P, R]) -> Callable[P, R]:
        forum.fill(key, answer)
        return answer

    return fill


@dataclass(frozen=True, slots=True)
class Reference:
    """How a thing of another module is shown: a title, a link, and a few facts in words; and whose it is, if anybody's.

    `owner_id` is None for what is everybody's, such as a product.
    """

    kind: str
    id: int
    title: str
    link: str
    facts: Mapping[str, str]
    owner_id: int | None = None


type Tone = Literal["plain", "good", "waiting", "bad"]
type Row = Mapping[str, str | int | bool | datetime | None]

_references: Forum[[int, int], Reference | None] = Forum("references")
_exports: Forum[[int], list[Row]] = Forum("personal data")
_erasures: Forum[[int], None] = Forum("erasure of personal data")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a gauge shows now: one number under "", or with `label` one for each of that label's few values."""

    about: str
    values: Mapping[str, float]
    label: str = ""


_gauges: Forum[[], Reading] = Forum("gauges")


def gauge(name: str) -> Callable[[Callable[[], Reading]], Callable[[], Reading]]:
    """Decorate `() -> Reading`, shown as `torg_<name>` at /metrics; asked at every scrape: a query or two at most."""
    return _speaks_for(_gauges, name)


def gauges() -> Iterator[tuple[str, Callable[[], Reading]]]:
    """Yield (name, what reads it) of every gauge that modules tell."""
    yield from _gauges.answers()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in words: what it is called, what it says, and beside it what it was before or what follows."""

    title: str
    value: str
    note: str = ""
    tone: Tone = "plain"
    link: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one kind along a chart's labels; what is `past` is drawn as a line behind the others' bars."""

    title: str
    values: tuple[float, ...]
    past: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Series over the same labels, for example days."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, in words; `link` is where its first cell leads."""

    cells: tuple[str, ...]
    link: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under the names of their columns; all but the first column stand at the right, as numbers do."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """What a module tells on the admin's first page; with nothing to tell, `empty` says so kindly."""

    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    table: Table | None = None
    empty: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A panel's place: its heading, the right that one needs to see it, its rank among the others, who makes it."""

    name: str
    title: StrOrPromise
    right: str
    rank: int
    read: Callable[[], Panel]


_panels: Forum[[], Slot] = Forum("panels")


def panel(
    name: str, *, title: StrOrPromise, right: str, rank: int = 50
) -> Callable[[Callable[[], Panel]], Callable[[], Panel]]:
    """Decorate `() -> Panel`, shown on the admin's first page to whoever has the right ("orders.view_order").

    It is asked in the reader's language and kept for a minute; what it raises spoils no other panel.
    """

    def place(read: Callable[[], Panel]) -> Callable[[], Panel]:
        slot = Slot(name, title, right, rank, read)
        _panels.fill(name, lambda: slot)
        return read

    return place


def panels() -> list[Slot]:
    """Return the places of all panels, in their order."""
    return sorted((slot for _name, slot in _panels.ask_all()), key=lambda slot: (slot.rank, slot.name))


def describes(kind: str) -> Callable[[Callable[[int, int], Reference | None]], Callable[[int, int], Reference | None]]:
    """Decorate `(id, viewer_id) -> Reference | None`: what `kind` number `id` looks like to that viewer."""
    return _speaks_for(_references, kind)


def reference(kind: str, id: int, *, viewer_id: int) -> Reference | None:
    """Return the reference to `kind` number `id`, or None where it is not to be seen or nobody knows it."""
    return _references.ask(kind, id, viewer_id)


def exports_person(module: str) -> Callable[[Callable[[int], list[Row]]], Callable[[int], list[Row]]]:
    """Decorate `(user_id) -> rows`: all that a module keeps about a person."""
    return _speaks_for(_exports, module)


def erases_person(module: str) -> Callable[[Callable[[int], None]], Callable[[int], None]]:
    """Decorate `(user_id) -> None`: blank a person's data and keep the books; runs in the caller's transaction."""
    return _speaks_for(_erasures, module)


def person(user_id: int) -> dict[str, list[Row]]:
    """Return everything the modules keep about a person, by module."""
    return dict(_exports.ask_all(user_id))


def erase_person(user_id: int) -> None:
    """Have every module blank what it keeps about a person, in the present transaction."""
    for _ in _erasures.ask_all(user_id):
        pass

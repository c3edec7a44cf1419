"""What a test knows of an export: the file, its goods, and what else it says of them."""

from dataclasses import dataclass, field

type Expected = tuple[str, str, str, int, tuple[str, ...]]


@dataclass(frozen=True)
class Export:
    """A file of some program, what its goods are, and the notices that it gives."""

    content: bytes
    goods: list[Expected]
    brands: set[str] = field(default_factory=set)
    attributes: dict[str, str] = field(default_factory=dict)

"""Colours that go together."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """`back` and `halo` lie behind the thing; `main`, `dark` and `light` are its own; `accent` sets something off."""

    back: str
    halo: str
    main: str
    dark: str
    light: str
    accent: str
    ink: str = "#2b2f3a"
    paper: str = "#fdfbf6"

    @property
    def shade(self) -> str:
        """The halo in the shadow of the thing."""
        pairs = zip(_parts(self.halo), _parts(self.dark), strict=True)
        return "#" + "".join(f"{(4 * halo + dark) // 5:02x}" for halo, dark in pairs)


def _parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


PALETTES = (
    Palette("#e8f1f2", "#d3e5e8", "#2a7f8e", "#1c5b67", "#7fc1c9", "#f2a65a"),
    Palette("#fdf0e6", "#fadfca", "#e0733d", "#b2532a", "#f6b48f", "#3d6b8f"),
    Palette("#eef0fb", "#dcdff5", "#5560c4", "#3c4496", "#a4abec", "#f4b942"),
    Palette("#edf5ea", "#d8ead1", "#4f9150", "#37693a", "#a3cf9c", "#e8845c"),
    Palette("#fbeef2", "#f6d9e2", "#c94f7c", "#963759", "#eea5bf", "#4f8f8b"),
    Palette("#fbf5e0", "#f5e7b8", "#d9a521", "#a67b12", "#f3d782", "#5a6fa8"),
    Palette("#f0eef5", "#dfdaea", "#7a5ca8", "#58407d", "#bda9da", "#6fb08a"),
    Palette("#eef2f5", "#dbe3ea", "#52677d", "#37485a", "#a9bac9", "#e36f5b"),
    Palette("#f9ecea", "#f1d3ce", "#c2473c", "#8f3029", "#e99a90", "#3f7d86"),
    Palette("#e9f3fb", "#cfe5f6", "#3487c7", "#235f8f", "#93c4e8", "#f3b04c"),
)

"""A sheet of 600 by 600 to draw flat pictures on, smooth at the edges and small as a file."""

from collections.abc import Sequence
from io import BytesIO
from math import cos, radians, sin

from PIL import Image, ImageDraw

SIDE = 600
_FINER = 3
_COLOURS = 64

type Point = tuple[float, float]
type Colour = str


class Canvas:
    """Shapes in the coordinates of the finished picture; what is drawn later lies on top."""

    def __init__(self, background: Colour) -> None:
        self._image = Image.new("RGB", (SIDE * _FINER, SIDE * _FINER), background)
        self._pen = ImageDraw.Draw(self._image)

    def rect(self, left: float, top: float, right: float, bottom: float, fill: Colour, radius: float = 0) -> None:
        self._pen.rounded_rectangle(_scaled([(left, top), (right, bottom)]), radius * _FINER, fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: Colour) -> None:
        """An ellipse by its centre and its two radii."""
        self._pen.ellipse(_scaled([(x - across, y - down), (x + across, y + down)]), fill)

    def dot(self, x: float, y: float, radius: float, fill: Colour) -> None:
        self.oval(x, y, radius, radius, fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        self._pen.polygon(_scaled(points), fill)

    def line(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """A line with round ends and bends."""
        self._pen.line(_scaled(points), fill, round(width * _FINER), "curve")
        for x, y in points:
            self.dot(x, y, width / 2, fill)

    def arc(self, x: float, y: float, across: float, down: float, turn: Point, width: float, fill: Colour) -> None:
        """A round-ended piece of an ellipse's outline; `turn` is from and to in degrees, clockwise from the right."""
        self.line(curve(x, y, across, down, turn), width, fill)

    def png(self) -> bytes:
        small = self._image.reduce(_FINER).quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        file = BytesIO()
        small.save(file, "PNG")
        return file.getvalue()


def curve(x: float, y: float, across: float, down: float, turn: Point) -> list[Point]:
    """Points along an ellipse."""
    start, end = turn
    steps = 48
    angles = [radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + across * cos(angle), y + down * sin(angle)) for angle in angles]


def turned(points: Sequence[Point], degrees: float, centre: Point = (SIDE / 2, SIDE / 2)) -> list[Point]:
    """The points turned clockwise about a centre."""
    (x0, y0), c, s = centre, cos(radians(degrees)), sin(radians(degrees))
    return [(x0 + (x - x0) * c - (y - y0) * s, y0 + (x - x0) * s + (y - y0) * c) for x, y in points]


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> list[Point]:
    """The outline of a rounded rectangle, to be turned."""
    corners = [(right - radius, top + radius, 270), (right - radius, bottom - radius, 0)]
    corners += [(left + radius, bottom - radius, 90), (left + radius, top + radius, 180)]
    return [point for x, y, angle in corners for point in curve(x, y, radius, radius, (angle, angle + 90))]


def _scaled(points: Sequence[Point]) -> list[Point]:
    return [(x * _FINER, y * _FINER) for x, y in points]

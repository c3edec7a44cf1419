"""What is eaten and drunk."""

from demo.canvas import Canvas, Point, curve, rounded, turned
from demo.palette import Palette


def coffee(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.shape([(190, 150), (410, 150), (430, 470), *curve(414, 474, 16, 16, (0, 90)), (170, 490)], colours.main)
    canvas.shape([(190, 150), (228, 150), (214, 490), (170, 490)], colours.light)
    canvas.rect(182, 108, 418, 160, colours.dark, 10)
    canvas.line([(196, 134), (404, 134)], 5, colours.main)
    canvas.dot(306, 320, 82, colours.paper)
    _bean(canvas, (306, 320), 48, 30, "#6b4226")
    canvas.rect(240, 430, 376, 448, colours.accent, 9)
    beans = [(130, 470, 20), (470, 480, -30), (490, 440, 60)] if form % 2 else [(480, 476, 10), (120, 480, -40)]
    for x, y, lean in beans:
        _bean(canvas, (x, y), 26, lean, "#6b4226")


def _bean(canvas: Canvas, centre: Point, size: float, lean: float, colour: str) -> None:
    x, y = centre
    canvas.shape(turned(curve(x, y, size * 0.72, size, (0, 360)), lean, centre), colour)
    crease = [
        *curve(x, y - size * 0.36, size * 0.16, size * 0.36, (-90, 90)),
        *curve(x, y + size * 0.36, size * 0.16, size * 0.36, (270, 90)),
    ]
    canvas.line(turned(crease, lean, centre), size * 0.12, "#e6c9a8")


def tea(canvas: Canvas, colours: Palette, form: int) -> None:
    if form % 2:
        canvas.rect(180, 190, 420, 490, colours.main, 20)
        canvas.rect(180, 190, 222, 490, colours.light, 20)
        canvas.rect(170, 150, 430, 214, colours.dark, 18)
        canvas.rect(260, 126, 340, 156, colours.dark, 12)
        canvas.dot(308, 350, 82, colours.paper)
        _sprig(canvas, (308, 362))
        return
    canvas.shape([(150, 200), (390, 200), (390, 490), (150, 490)], colours.main)
    canvas.shape([(390, 200), (450, 160), (450, 450), (390, 490)], colours.dark)
    canvas.shape([(150, 200), (210, 160), (450, 160), (390, 200)], colours.light)
    canvas.dot(270, 340, 82, colours.paper)
    _sprig(canvas, (270, 352))
    canvas.rect(196, 446, 344, 462, colours.accent, 8)
    canvas.line([(420, 178), (470, 120), (500, 250)], 4, colours.ink)
    canvas.rect(476, 244, 528, 306, colours.accent, 6)


def _sprig(canvas: Canvas, foot: Point) -> None:
    x, y = foot
    canvas.line([(x, y + 44), (x, y - 10)], 7, "#37693a")
    for lean, colour in ((-48, "#4f9150"), (48, "#6fae63"), (0, "#5b9d57")):
        leaf = [*curve(x, y - 34, 20, 44, (90, 270)), *curve(x, y - 34, 20, 44, (-90, 90))]
        canvas.shape(turned(leaf, lean, (x, y + 10)), colour)


def chocolate(canvas: Canvas, colours: Palette, form: int) -> None:
    lean = -10 if form % 2 else 10
    canvas.shape(turned(rounded(190, 110, 410, 420, 12), lean), "#4a2c1a")
    for row in range(4):
        for column in range(3):
            left, top = 200 + column * 68, 120 + row * 68
            canvas.shape(turned(rounded(left, top, left + 62, top + 62, 6), lean), "#6b4226")
            canvas.shape(turned(rounded(left + 9, top + 9, left + 53, top + 53, 4), lean), "#7d5132")
    canvas.shape(turned(_torn(), lean), "#d9dde3")
    canvas.shape(turned(rounded(182, 300, 418, 500, 10), lean), colours.main)
    canvas.shape(turned(rounded(182, 330, 418, 350, 0.5), lean), colours.accent)
    canvas.shape(turned(rounded(226, 384, 374, 444, 12), lean), colours.paper)
    canvas.shape(turned(rounded(250, 408, 350, 420, 6), lean), colours.dark)


def _torn() -> list[Point]:
    teeth = [(186 + step * 19, 286 - (step % 2) * 18) for step in range(13)]
    return [*teeth, (414, 320), (186, 320)]


def honey(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.rect(160, 190, 440, 490, "#f7e3b5", 60)
    canvas.rect(174, 240, 426, 478, "#e9a227", 50)
    canvas.rect(190, 262, 214, 440, "#f6c661", 12)
    canvas.rect(170, 130, 430, 200, colours.main, 16)
    for x in range(190, 420, 24):
        canvas.rect(x, 142, x + 8, 190, colours.dark, 4)
    label = turned(curve(306, 366, 84, 84, (0, 360))[::8], 30, (306, 366))
    canvas.shape(label, colours.paper)
    for x, y in ((306, 336), (280, 381), (332, 381)):
        canvas.shape(turned(curve(x, y, 24, 24, (0, 360))[::8], 30, (x, y)), "#e9a227" if form % 2 else colours.accent)


def cookies(canvas: Canvas, colours: Palette, form: int) -> None:
    for x, y, radius in ((215, 350, 120), (385, 370, 112), (300, 230, 124)):
        canvas.dot(x, y + 8, radius, "#b9803f")
        canvas.dot(x, y, radius, "#dba65c")
        canvas.dot(x - 6, y - 6, radius - 18, "#e5b875")
        for step in range(7):
            ((dot_x, dot_y),) = turned([(x, y - radius * (0.35 + step % 3 * 0.17))], step * 137 + form * 40, (x, y))
            canvas.dot(dot_x, dot_y, 11 + step % 2 * 4, "#5a3620" if step % 4 else colours.accent)

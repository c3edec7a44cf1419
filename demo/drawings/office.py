"""What lies on a desk."""

from demo.canvas import Canvas, curve, rounded, turned
from demo.palette import Palette


def notebook(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.rect(178, 118, 448, 494, colours.paper, 16)
    canvas.rect(170, 110, 436, 490, colours.dark, 18)
    canvas.rect(180, 110, 436, 490, colours.main, 18)
    if form % 2:
        for y in range(140, 480, 34):
            canvas.dot(190, y, 9, colours.paper)
            canvas.arc(174, y, 20, 10, (10, 350), 7, colours.ink)
        canvas.rect(238, 180, 396, 262, colours.paper, 8)
        canvas.line([(262, 208), (372, 208)], 7, colours.light)
        canvas.line([(262, 234), (330, 234)], 7, colours.light)
    else:
        canvas.rect(170, 110, 214, 490, colours.dark, 14)
        canvas.rect(388, 110, 404, 490, colours.accent, 0)
        canvas.shape([(290, 490), (314, 490), (314, 530), (302, 516), (290, 530)], colours.accent)
        canvas.dot(302, 262, 44, colours.light)
        canvas.dot(302, 262, 28, colours.main)


def pen(canvas: Canvas, colours: Palette, form: int) -> None:
    squiggle = [
        *curve(150, 470, 34, 26, (180, 360)),
        *curve(218, 470, 34, 26, (180, 0)),
        *curve(286, 470, 34, 26, (180, 360)),
    ]
    canvas.line(squiggle, 8, colours.dark)
    centre, lean = (300, 300), 40
    canvas.shape(turned([(280, 470), (320, 470), (303, 522), (297, 522)], lean, centre), colours.ink)
    canvas.shape(turned(rounded(272, 100, 328, 476, 14), lean, centre), colours.main)
    canvas.shape(turned(rounded(272, 100, 290, 476, 8), lean, centre), colours.light)
    canvas.shape(turned(rounded(272, 390, 328, 472, 8), lean, centre), colours.dark)
    canvas.shape(turned(rounded(268, 226, 332, 248, 4), lean, centre), colours.accent)
    canvas.shape(turned(rounded(320, 120, 342, 240, 10), lean, centre), colours.ink)
    if form % 2:
        canvas.shape(turned(rounded(286, 70, 314, 106, 8), lean, centre), colours.accent)
    else:
        canvas.shape(turned(rounded(268, 88, 332, 120, 14), lean, centre), colours.dark)


def pencils(canvas: Canvas, colours: Palette, form: int) -> None:
    hues = [colours.accent, colours.main, colours.light, colours.dark]
    for place, lean in enumerate((-14, -5, 5, 14)):
        hue = hues[(place + form) % 4]
        foot = (300, 520)
        x = 300 + (place - 1.5) * 18
        canvas.shape(turned([(x - 20, 190), (x + 20, 190), (x + 20, 460), (x - 20, 460)], lean, foot), hue)
        canvas.shape(turned([(x - 20, 190), (x + 20, 190), (x, 122)], lean, foot), "#f0d2a8")
        canvas.shape(turned([(x - 7, 146), (x + 7, 146), (x, 122)], lean, foot), colours.ink)
    canvas.shape([(196, 320), (404, 320), (386, 500), (214, 500)], colours.main)
    canvas.shape([(196, 320), (240, 320), (250, 500), (214, 500)], colours.light)
    canvas.rect(184, 308, 416, 334, colours.dark, 13)


def paper(canvas: Canvas, colours: Palette, form: int) -> None:
    for step in range(5):
        canvas.shape(turned(rounded(170, 120, 430, 470, 8), 10 - step * 2.6), ("#d4dae2", "#e9edf2")[step % 2])
    canvas.rect(170, 128, 430, 478, "#ffffff", 8)
    canvas.shape([(372, 128), (430, 186), (372, 186)], colours.light)
    canvas.shape([(372, 126), (434, 188), (434, 126)], colours.halo)
    for row in range(5):
        canvas.line([(210, 236 + row * 40), (390 - (row * 37 + form * 23) % 90, 236 + row * 40)], 10, colours.light)
    canvas.rect(210, 168, 320, 196, colours.main, 8)


def folder(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.rect(130, 170, 470, 450, colours.dark, 22)
    canvas.rect(130, 140, 290, 230, colours.dark, 20)
    canvas.rect(160, 176, 440, 400, colours.paper, 8)
    canvas.rect(176, 190, 456, 410, "#eef1f5", 8)
    canvas.rect(130, 226, 470, 460, colours.main, 22)
    canvas.rect(130, 226, 470, 250, colours.light, 12)
    canvas.rect(200 + form % 3 * 40, 320, 320 + form % 3 * 40, 390, colours.paper, 8)
    canvas.line([(222 + form % 3 * 40, 355), (298 + form % 3 * 40, 355)], 8, colours.accent)


def parcel(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.shape([(300, 130), (480, 210), (300, 290), (120, 210)], "#e0b98a")
    canvas.shape([(120, 210), (300, 290), (300, 490), (120, 405)], "#cda06a")
    canvas.shape([(480, 210), (300, 290), (300, 490), (480, 405)], "#b98b56")
    canvas.shape([(195, 177), (235, 159), (415, 239), (375, 257)], colours.main)
    canvas.shape([(375, 257), (415, 239), (415, 320), (375, 338)], colours.dark)
    if form % 2:
        canvas.shape([(150, 350), (230, 386), (230, 426), (150, 390)], colours.paper)

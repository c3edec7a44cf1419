"""What stands in a kitchen, and the lamp above it."""

from demo.canvas import Canvas, curve, rounded, turned
from demo.palette import Palette


def kettle(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.rect(180, 462, 420, 490, colours.ink, 12)
    canvas.arc(412, 310, 72, 92, (-80, 80), 28, colours.ink)
    canvas.shape([(208, 200), (150, 236), (188, 300), (215, 290)], colours.dark)
    canvas.shape(
        [(226, 175), (384, 175), (420, 440), *curve(404, 446, 16, 16, (0, 90)), (190, 462), (178, 440)], colours.main
    )
    canvas.shape([(238, 175), (272, 175), (252, 462), (200, 462)], colours.light)
    canvas.oval(305, 176, 80, 20, colours.dark)
    canvas.rect(286, 138, 324, 166, colours.ink, 12)
    if form % 2:
        canvas.rect(330, 250, 356, 420, colours.paper, 13)
        canvas.rect(336, 320, 350, 414, "#8cc7e8", 7)
    else:
        canvas.rect(205, 380, 402, 394, colours.accent, 0)
    canvas.dot(300, 476, 6, colours.accent)


def pan(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.line([(370, 370), (500, 500)], 44, colours.ink)
    canvas.line([(420, 420), (496, 496)], 24, colours.main)
    canvas.dot(494, 494, 8, colours.ink)
    canvas.dot(265, 265, 172, colours.dark)
    canvas.dot(265, 265, 158, colours.main)
    canvas.dot(265, 265, 136, "#3a3f4b")
    canvas.arc(265, 265, 118, 118, (180, 250), 6, "#5b6270")
    if form % 3 == 0:
        canvas.dot(250, 275, 66, colours.paper)
        canvas.oval(300, 248, 48, 40, colours.paper)
        canvas.dot(258, 268, 30, "#f6b93b")
        canvas.dot(248, 258, 8, "#fbd786")
    elif form % 3 == 1:
        for x, y in ((230, 240), (300, 230), (265, 300), (325, 290), (215, 305)):
            canvas.dot(x, y, 26, "#d6493c")
            canvas.dot(x, y, 17, "#e8776a")
    else:
        canvas.dot(265, 265, 96, "#464c59")
        canvas.dot(265, 265, 60, "#505765")


def pot(canvas: Canvas, colours: Palette, form: int) -> None:
    for side in (-1, 1):
        canvas.arc(300 + side * 160, 310, 40, 26, (0, 360), 18, colours.ink)
    canvas.rect(140, 260, 460, 450, colours.main, 44)
    canvas.rect(140, 250, 460, 320, colours.main, 0)
    canvas.rect(170, 290, 196, 420, colours.light, 13)
    canvas.shape([(150, 246), *curve(300, 246, 150, 76, (180, 360)), (450, 246)], colours.light)
    canvas.rect(126, 238, 474, 264, colours.dark, 13)
    canvas.rect(276, 140, 324, 174, colours.ink, 14)
    if form % 2:
        canvas.rect(140, 400, 460, 414, colours.accent, 0)


def lamp(canvas: Canvas, colours: Palette, form: int) -> None:
    if form % 2:
        canvas.shape([(210, 300), (390, 300), (470, 470), (130, 470)], "#fff3c4")
        canvas.rect(292, 300, 308, 460, colours.ink, 4)
        canvas.oval(300, 470, 90, 20, colours.dark)
        canvas.rect(210, 450, 390, 474, colours.dark, 12)
        canvas.dot(300, 300, 26, "#ffe08a")
        canvas.shape([(240, 130), (360, 130), (420, 300), (180, 300)], colours.main)
        canvas.shape([(240, 130), (280, 130), (256, 300), (180, 300)], colours.light)
        return
    canvas.shape([(330, 205), (440, 265), (450, 470), (200, 470)], "#fff3c4")
    canvas.line([(190, 460), (170, 300), (290, 160)], 16, colours.ink)
    canvas.dot(170, 300, 16, colours.accent)
    canvas.rect(120, 452, 270, 482, colours.dark, 14)
    canvas.dot(378, 240, 34, "#ffe08a")
    canvas.shape(turned([(345, 130), (415, 130), (465, 245), (295, 245)], 28, (380, 200)), colours.main)
    canvas.shape(turned([(345, 130), (368, 130), (345, 245), (295, 245)], 28, (380, 200)), colours.light)
    canvas.dot(296, 158, 14, colours.accent)


def mug(canvas: Canvas, colours: Palette, form: int) -> None:
    for x in (240, 300, 360):
        canvas.line([*curve(x, 150, 14, 22, (90, 270)), *curve(x, 106, 14, 22, (90, -90))], 9, colours.light)
    canvas.arc(412, 330, 62, 70, (-90, 90), 28, colours.dark)
    canvas.shape(
        [(170, 220), (430, 220), (410, 440), *curve(380, 440, 30, 40, (0, 90)), *curve(220, 440, 30, 40, (90, 180))],
        colours.main,
    )
    canvas.oval(300, 220, 130, 30, colours.dark)
    canvas.oval(300, 224, 112, 22, "#6b4226")
    if form % 3 == 0:
        for y in (310, 350):
            canvas.rect(178, y, 422 - (y - 310) * 0.1, y + 18, colours.light, 0)
    elif form % 3 == 1:
        canvas.shape(
            [(300, 410), *curve(270, 340, 34, 34, (150, 340)), *curve(330, 340, 34, 34, (200, 390))], colours.paper
        )
    else:
        for x, y in ((230, 300), (300, 330), (370, 300), (250, 390), (350, 390)):
            canvas.dot(x, y, 16, colours.accent)


def knife(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.shape(turned(rounded(120, 200, 480, 480, 34), -8), "#d8a872")
    canvas.shape(turned(rounded(132, 212, 468, 468, 26), -8), "#e6bf8f")
    for y in (270, 330, 400):
        canvas.line(turned([(160, y), (440, y)], -8), 4, "#d8a872")
    blade = [(130, 300), (360, 270), (360, 340), (190, 340), *curve(190, 300, 60, 40, (90, 180))]
    canvas.shape(turned(blade, -24), "#dfe5ec")
    canvas.shape(turned([(142, 322), (360, 318), (360, 340), (190, 340)], -24), "#b7c1cd")
    canvas.shape(turned(rounded(356, 266, 500, 318, 18), -24), colours.main)
    canvas.shape(turned(rounded(356, 262, 376, 344, 8), -24), colours.ink)
    for x in (410, 450) if form % 2 else (400, 430, 460):
        ((dot_x, dot_y),) = turned([(x, 292)], -24)
        canvas.dot(dot_x, dot_y, 7, colours.light)

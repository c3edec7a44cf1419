"""Phones and what surrounds them."""

from demo.canvas import Canvas, curve, rounded, turned
from demo.palette import Palette


def phone(canvas: Canvas, colours: Palette, form: int) -> None:
    back = 12 if form % 2 else -12
    canvas.shape(turned(rounded(250, 130, 410, 460, 28), back), colours.dark)
    canvas.shape(turned(rounded(258, 138, 402, 452, 22), back), colours.main)
    for row in range(2 + form % 2):
        ((x, y),) = turned([(288, 172 + row * 40)], back)
        canvas.dot(x, y, 15, colours.dark)
        canvas.dot(x, y, 7, colours.light)
    canvas.rect(180, 120, 350, 480, colours.ink, 30)
    canvas.rect(190, 130, 340, 470, colours.light, 22)
    canvas.shape([(190, 330), (340, 220), (340, 448), *curve(318, 448, 22, 22, (0, 90)), (190, 470)], colours.main)
    canvas.shape([(190, 410), (340, 330), (340, 448), *curve(318, 448, 22, 22, (0, 90)), (190, 470)], colours.dark)
    canvas.rect(190, 440, 215, 470, colours.dark, 0)
    canvas.shape([(190, 448), (212, 470), (190, 470)], colours.ink)
    canvas.dot(230, 220, 26, colours.accent)
    canvas.rect(243, 140, 287, 152, colours.ink, 6)


def laptop(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.rect(135, 150, 465, 385, colours.ink, 18)
    canvas.rect(150, 165, 450, 370, colours.light, 6)
    canvas.shape([(150, 370), (150, 310), (245, 235), (330, 300), (390, 255), (450, 300), (450, 370)], colours.main)
    canvas.shape([(150, 370), (150, 345), (300, 300), (450, 350), (450, 370)], colours.dark)
    canvas.dot(200 + form % 3 * 95, 212, 24, colours.accent)
    canvas.shape([(135, 385), (465, 385), (520, 430), (80, 430)], "#c9cfd8")
    canvas.shape([(160, 392), (440, 392), (456, 408), (144, 408)], "#9aa3b0")
    canvas.shape([(262, 414), (338, 414), (344, 426), (256, 426)], "#aab2be")
    canvas.rect(80, 428, 520, 444, "#8b94a3", 8)


def headphones(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.arc(300, 310, 150, 170, (180, 360), 30, colours.dark)
    canvas.arc(300, 310, 150, 170, (215, 325), 40, colours.main)
    for side in (-1, 1):
        x = 300 + side * 150
        canvas.rect(x - 34, 300, x + 34, 440, colours.main, 32)
        inner = x - side * 26
        canvas.rect(inner - 22, 310, inner + 22, 430, colours.ink, 20)
        outer = x + side * 18
        canvas.oval(outer, 370, 12, 40, colours.light)
    if form % 2:
        canvas.line([(440, 436), *curve(400, 450, 46, 50, (20, 140))], 8, colours.ink)
        canvas.rect(346, 470, 376, 492, colours.accent, 10)
    else:
        canvas.dot(150, 420, 7, colours.accent)


def speaker(canvas: Canvas, colours: Palette, form: int) -> None:
    if form % 2:
        canvas.rect(110, 230, 490, 430, colours.main, 100)
        canvas.rect(170, 255, 430, 405, colours.dark, 30)
        _grille(canvas, colours, range(190, 420, 22), range(275, 400, 22))
        canvas.arc(300, 232, 60, 44, (180, 360), 14, colours.ink)
        canvas.dot(140, 330, 12, colours.accent)
        canvas.dot(460, 330, 12, colours.accent)
        return
    canvas.rect(195, 120, 405, 480, colours.main, 36)
    for y, radius in ((220, 56), (370, 84)):
        canvas.dot(300, y, radius, colours.dark)
        canvas.dot(300, y, radius - 14, colours.light)
        canvas.dot(300, y, radius * 0.45, colours.ink)
    canvas.dot(300, 148, 7, colours.accent)


def _grille(canvas: Canvas, colours: Palette, columns: range, rows: range) -> None:
    for x in columns:
        for y in rows:
            canvas.dot(x, y, 5, colours.light)


def watch(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.shape([(245, 90), (355, 90), (372, 230), (228, 230)], colours.main)
    canvas.shape([(228, 370), (372, 370), (355, 510), (245, 510)], colours.main)
    for y in (430, 455, 480):
        canvas.oval(300, y, 7, 5, colours.dark)
    canvas.rect(412, 285, 432, 318, colours.ink, 6)
    if form % 2:
        canvas.rect(185, 185, 415, 415, colours.ink, 56)
        canvas.rect(200, 200, 400, 400, colours.paper, 44)
    else:
        canvas.dot(300, 300, 122, colours.ink)
        canvas.dot(300, 300, 106, colours.paper)
    canvas.arc(300, 300, 78, 78, (-90, 150), 14, colours.accent)
    canvas.arc(300, 300, 56, 56, (-90, 60), 14, colours.light)
    canvas.line([(300, 300), (300, 252)], 9, colours.ink)
    canvas.line([(300, 300), (332, 318)], 9, colours.ink)


def power_bank(canvas: Canvas, colours: Palette, form: int) -> None:
    canvas.line([(300, 170), (300, 120), *curve(360, 120, 60, 50, (180, 360)), (420, 200)], 12, colours.ink)
    canvas.rect(404, 196, 436, 240, colours.ink, 6)
    canvas.rect(410, 236, 430, 262, "#aab2be", 3)
    canvas.rect(200, 160, 400, 490, colours.dark, 34)
    canvas.rect(200, 160, 386, 490, colours.main, 34)
    canvas.rect(278, 150, 322, 172, colours.ink, 5)
    canvas.shape([(308, 262), (252, 346), (292, 346), (278, 416), (338, 324), (298, 324)], colours.light)
    for step in range(4):
        canvas.dot(250 + step * 30, 206, 8, colours.accent if step <= form % 4 else colours.dark)

"""Pictures for the goods of the demo, drawn here so that they are nobody else's."""

from collections.abc import Callable
from random import Random

from demo.canvas import Canvas
from demo.drawings import electronics, food, kitchen, office
from demo.palette import PALETTES, Palette

DRAWINGS: dict[str, Callable[[Canvas, Palette, int], None]] = {
    "phone": electronics.phone,
    "laptop": electronics.laptop,
    "headphones": electronics.headphones,
    "speaker": electronics.speaker,
    "watch": electronics.watch,
    "power_bank": electronics.power_bank,
    "kettle": kitchen.kettle,
    "pan": kitchen.pan,
    "pot": kitchen.pot,
    "lamp": kitchen.lamp,
    "mug": kitchen.mug,
    "knife": kitchen.knife,
    "notebook": office.notebook,
    "pen": office.pen,
    "pencils": office.pencils,
    "paper": office.paper,
    "folder": office.folder,
    "parcel": office.parcel,
    "coffee": food.coffee,
    "tea": food.tea,
    "chocolate": food.chocolate,
    "honey": food.honey,
    "cookies": food.cookies,
}


def draw(name: str, *, kind: str, seed: int) -> bytes:
    """A PNG, 600 by 600, of a thing of that kind (a key of DRAWINGS, else a parcel); same arguments, same bytes."""
    chance = Random(f"{name}/{kind}/{seed}")
    colours, form = chance.choice(PALETTES), chance.randrange(12)
    canvas = Canvas(colours.back)
    canvas.dot(300, 300, 262, colours.halo)
    canvas.oval(300, 496, 170, 16, colours.shade)
    DRAWINGS.get(kind, office.parcel)(canvas, colours, form)
    return canvas.png()

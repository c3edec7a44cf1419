"""The demo's own lists and pictures: sound, of believable size, each picture of its own kind."""

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from demo.kinds import kind_of
from demo.pictures import DRAWINGS, draw
from modules.partners.formats.reader import open_price_list
from modules.partners.formats.rows import Good
from tests.partners.formats import reading

LISTS = sorted((Path(__file__).parents[3] / "demo" / "price_lists").glob("*.yaml"))


def goods(path: Path) -> Iterator[Good]:
    for row in reading.rows(path.read_bytes()):
        assert isinstance(row, Good), row
        yield row


def test_three_suppliers_offer_some_sixty_products() -> None:
    offers = [good for path in LISTS for good in goods(path)]
    things = {(good.brand, good.model) for good in offers}
    assert (len(LISTS), len(offers)) == (3, 69)
    assert len(things) < len(offers)
    assert {good.currency for good in offers} == {"RUB"}


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_each_list_is_read_without_a_word(path: Path) -> None:
    with path.open("rb") as source:
        reader = open_price_list(source)
        assert all(isinstance(row, Good) for row in reader)
        assert reader.notices == ()


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_each_category_has_a_picture_of_its_own(path: Path) -> None:
    assert "parcel" not in {kind_of(good.category_name) for good in goods(path)}


def test_all_kinds_are_drawn_small_and_unlike_each_other() -> None:
    pictures = {kind: draw("Luna", kind=kind, seed=1) for kind in DRAWINGS}
    assert len({sha256(picture).hexdigest() for picture in pictures.values()}) == len(DRAWINGS)
    for picture in pictures.values():
        image = Image.open(BytesIO(picture))
        assert (image.format, image.size) == ("PNG", (600, 600))
        assert len(picture) < 40_000


def test_a_picture_depends_on_its_seed_and_on_nothing_else() -> None:
    assert draw("Luna", kind="kettle", seed=1) == draw("Luna", kind="kettle", seed=1)
    assert len({draw("Luna", kind="kettle", seed=seed) for seed in range(8)}) > 4


def test_an_unknown_category_is_a_parcel() -> None:
    assert kind_of("Самовары") == "parcel"
    assert draw("Luna", kind="samovar", seed=1) == draw("Luna", kind="samovar", seed=1)

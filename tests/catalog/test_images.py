"""Pictures come in by their content, are copied smaller aside from the request, and leave no file behind."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from PIL import Image

from core.events.delivery import LEASE
from core.events.models import Delivery
from core.events.sweep import sweep
from modules.catalog import public as catalog
from modules.catalog.models.images import ProductImage
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.selectors.products import stale_products
from modules.catalog.services.sweeping import sweep_pictures
from tests.catalog.pictures import bomb, drawn, film, opened, photograph, saved, send

pytestmark = pytest.mark.django_db(transaction=True)
RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def kettle(clerk: Any) -> int:
    category = clerk.api.post("categories/", {"name": "Чайники"}).json()["id"]
    return clerk.api.post("products/", {"name": "Чайник", "category": category, "price": "10.00"}).json()["id"]


@pytest.fixture
def place(clerk: Any, kettle: int) -> str:
    return f"products/{kettle}/images/"


def files(settings: Any) -> list[str]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 20 for one, other in zip(pixel[:3], colour, strict=True))


def fetched(api: Any, url: str) -> Image.Image:
    answer = api.get(url)
    assert answer.status_code == 200
    return opened(answer.getvalue())


def test_a_picture_is_answered_at_once_and_in_every_width_once_its_copies_are_made(
    api: Any, clerk: Any, kettle: int, place: str, work: Callable[[], int]
) -> None:
    sent = send(clerk.api, place, drawn(size=(1000, 500)), alt="Спереди")
    assert sent.status_code == 201
    first = sent.json()
    assert first["srcset"] == [{"width": 1000, "url": first["url"]}]
    assert (first["width"], first["height"], first["alt"]) == (1000, 500, "Спереди")
    assert api.get(sent["Location"]).json() == first
    before = api.get(f"products/{kettle}/").json()
    assert before["images"] == [first["url"]] == [before["image"]]
    assert api.get("products/").json()["items"][0]["image_srcset"] == first["srcset"]

    work()
    after = api.get(f"products/{kettle}/").json()
    assert after["images"] == [first["url"]]
    assert [source["width"] for source in after["image_srcset"]] == [320, 640, 1000]
    assert after["pictures"] == [first | {"srcset": after["image_srcset"]}]
    assert api.get("products/").json()["items"][0]["image_srcset"] == after["image_srcset"]
    assert api.get(sent["Location"]).json()["srcset"] == after["image_srcset"]
    assert stale_products() == []
    for source in after["image_srcset"]:
        copy = fetched(api, source["url"])
        assert (copy.format, copy.size) == ("WEBP", (source["width"], source["width"] // 2))
        assert near(copy.convert("RGB").getpixel((5, 5)), RED)


def test_media_are_kept_for_ever_and_cannot_run(api: Any, clerk: Any, place: str) -> None:
    answer = api.get(send(clerk.api, place, drawn()).json()["url"])
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "image/png"


TAKEN = [
    (drawn("PNG"), "png", (900, 600)),
    (drawn("JPEG"), "jpg", (900, 600)),
    (drawn("WEBP"), "webp", (900, 600)),
    (film(), "png", (80, 60)),
    (drawn("JPEG", mode="CMYK"), "jpg", (900, 600)),
    (drawn("PNG", mode="RGBA"), "png", (900, 600)),
    (drawn("PNG", mode="P"), "png", (900, 600)),
    (drawn("JPEG", size=(5000, 1000)), "jpg", (2560, 512)),
    (drawn("PNG", size=(1, 1)), "png", (1, 1)),
    (photograph(), "jpg", (600, 900)),
    (
        saved(Image.new("RGB", (60, 40)), "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))]),
        "jpg",
        (60, 40),
    ),
]


def test_what_is_taken_goes_by_its_content(api: Any, clerk: Any, place: str, work: Any) -> None:
    sent = [send(clerk.api, place, content, name="../../etc/passwd.php") for content, _ending, _size in TAKEN]
    work()
    for answer, (_content, ending, size) in zip(sent, TAKEN, strict=True):
        assert answer.status_code == 201, answer.content
        told = api.get(answer["Location"]).json()
        assert re.fullmatch(rf"/media/products/[0-9a-f]{{2}}/[0-9a-f]{{32}}\.{ending}", told["url"])
        assert (told["width"], told["height"]) == size == fetched(api, told["url"]).size
        assert told["srcset"][-1]["width"] == min(1280, size[0])


def test_nothing_comes_in_but_the_pixels(api: Any, clerk: Any, place: str) -> None:
    told = send(clerk.api, place, photograph() + b"PK\x03\x04<script>alert(1)</script>").json()
    kept = api.get(told["url"]).getvalue()
    assert not any(secret in kept for secret in (b"Exif", b"Secret", b"secret", b"ICC", b"script", b"PK\x03\x04"))
    upright = opened(kept).convert("RGB")  # orientation 6: the left side was up
    assert near(upright.getpixel((300, 10)), RED)
    assert near(upright.getpixel((300, 890)), BLUE)


def test_a_moving_picture_is_kept_as_its_first_frame(api: Any, clerk: Any, place: str) -> None:
    still = fetched(api, send(clerk.api, place, film(), name="film.gif").json()["url"])
    assert getattr(still, "n_frames", 1) == 1
    assert near(still.convert("RGB").getpixel((5, 5)), RED)


def test_sixteen_bits_and_foreign_colours_are_turned_into_what_screens_show(api: Any, clerk: Any, place: str) -> None:
    grey = Image.new("I;16", (40, 40), 0x8000)
    told = send(clerk.api, place, saved(grey, "PNG")).json()
    assert fetched(api, told["url"]).convert("L").getpixel((5, 5)) == 0x80


REFUSED = {
    "nothing": b"",
    "text": b"no picture",
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "page": b"<!doctype html><script>alert(1)</script>",
    "BMP": drawn("BMP"),
    "PDF": drawn("PDF"),
    "TIFF": drawn("TIFF"),
    "cut PNG": drawn("PNG")[:-200],
    "cut JPEG": drawn("JPEG")[:2000],
    "cut WebP": drawn("WEBP")[:100],
    "head of a PNG": b"\x89PNG\r\n\x1a\n" + bytes(300),
    "PNG without its pixels": bomb(100, 100),
}


def test_what_is_no_picture_is_refused_and_leaves_no_file(clerk: Any, place: str, settings: Any) -> None:
    for what, content in REFUSED.items():
        answer = send(clerk.api, place, content, headers={"Accept-Language": "ru"})
        assert (what, answer.status_code, answer.json()["code"]) == (what, 422, "picture_unreadable")
        assert answer.json()["detail"].startswith("Это не изображение")
    assert files(settings) == []
    assert not ProductImage.objects.exists()


def test_what_is_too_large_is_refused_before_it_is_unpacked(clerk: Any, place: str, settings: Any) -> None:
    settings.PICTURE_MAX_BYTES = 300_000
    answer = send(clerk.api, place, drawn("PNG") + bytes(400_000))
    assert (answer.status_code, answer.json()["code"], answer.json()["most"]) == (413, "picture_too_large", 300_000)
    for size in ((9_000, 9_000), (60_000, 60_000), (40_000, 1)):
        answer = send(clerk.api, place, bomb(*size))
        assert (answer.status_code, answer.json()["code"]) == (422, "picture_too_many_pixels")
    assert files(settings) == []


def test_only_staff_touch_pictures(api: Any, buyer: Any, clerk: Any, place: str, kettle: int) -> None:
    one = send(clerk.api, place, drawn()).json()["id"]
    for door, status in ((api, 401), (buyer.api, 403)):
        assert send(door, place, drawn()).status_code == status
        assert send(door, "images/", drawn()).status_code == status
        assert door.patch(f"{place}{one}/", {"position": 0}).status_code == status
        assert door.delete(f"{place}{one}/").status_code == status
    assert send(clerk.api, "products/999999/images/", drawn()).status_code == 404
    assert clerk.api.delete(f"products/999999/images/{one}/").status_code == 404
    assert clerk.api.patch(f"{place}999999/", {"alt": "x"}).status_code == 404


def test_the_same_key_makes_one_picture(clerk: Any, place: str, settings: Any) -> None:
    one, two = (send(clerk.api, place, drawn(), headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (one.status_code, two.status_code, one.json()) == (201, 201, two.json())
    assert len(files(settings)) == ProductImage.objects.count() == 1


def ids(api: Any, kettle: int) -> list[int]:
    return [one["id"] for one in api.get(f"products/{kettle}/").json()["pictures"]]


def test_pictures_are_put_in_order_described_and_deleted_with_their_files(
    api: Any, clerk: Any, kettle: int, place: str, work: Any, settings: Any
) -> None:
    a, b, c = (send(clerk.api, place, drawn()).json()["id"] for _ in range(3))
    work()
    assert ids(api, kettle) == [a, b, c]
    changed = clerk.api.patch(f"{place}{c}/", {"position": 0, "alt": "Сверху"})
    assert (changed.status_code, changed.json()["alt"]) == (200, "Сверху")
    assert ids(api, kettle) == [c, a, b]
    assert clerk.api.patch(f"{place}{c}/", {"position": 99}).status_code == 200
    assert ids(api, kettle) == [a, b, c]
    shown = api.get("products/").json()["items"][0]["image"]

    assert clerk.api.delete(f"{place}{a}/").status_code == 204
    assert ids(api, kettle) == [b, c]
    card = api.get("products/").json()["items"][0]["image"]
    assert card == api.get(f"products/{kettle}/").json()["image"] != shown
    assert len(files(settings)) == 12  # not before it is committed and told
    work()
    assert len(files(settings)) == 8
    assert api.get(shown).status_code == 404
    assert clerk.api.delete(f"{place}{a}/").status_code == 404
    assert stale_products() == []


def test_pictures_sent_ahead_make_a_products_images(
    api: Any, clerk: Any, kettle: int, work: Any, settings: Any
) -> None:
    a, b = (send(clerk.api, "images/", drawn()).json() for _ in range(2))
    body = {"name": "Лампа", "category": "chayniki", "price": "5.00", "images": [b["id"], a["id"]]}
    made = clerk.api.post("products/", body)
    assert made.status_code == 201, made.content
    lamp = made.json()["id"]
    assert made.json()["images"] == [b["url"], a["url"]]
    work()
    assert [len(one["srcset"]) for one in api.get(f"products/{lamp}/").json()["pictures"]] == [3, 3]

    # What was read can be sent back; what is left out goes.
    changed = clerk.api.patch(f"products/{lamp}/", {"images": [a["url"], b["id"]]})
    assert changed.json()["images"] == [a["url"], b["url"]]
    assert clerk.api.patch(f"products/{lamp}/", {"images": [b["url"]]}).json()["images"] == [b["url"]]
    assert clerk.api.patch(f"products/{lamp}/", {"name": "Лампа 2"}).json()["images"] == [b["url"]]
    work()
    assert len(files(settings)) == 4
    for strange in ([b["id"]], ["/media/none.png"], [999], [b["url"]], ["../../etc/passwd"]):
        refused = clerk.api.patch(f"products/{kettle}/", {"images": strange})
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_picture")
    assert clerk.api.patch(f"products/{kettle}/", {"images": [True]}).status_code == 422
    assert clerk.api.patch(f"products/{lamp}/", {"images": []}).json()["images"] == []
    work()
    assert files(settings) == []
    assert stale_products() == []


def test_a_product_has_so_many_pictures_and_no_more(
    clerk: Any, place: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modules.catalog.services.pictures.MOST", 1)
    assert send(clerk.api, place, drawn()).status_code == 201
    refused = send(clerk.api, place, drawn())
    assert (refused.status_code, refused.json()["code"], refused.json()["most"]) == (409, "too_many_pictures", 1)
    assert len(files(settings)) == 1  # what was stored for the second went with it


def test_pictures_of_the_trusted_are_copied_too_and_drawings_stay_as_they_are(api: Any, kettle: int, work: Any) -> None:
    catalog.add_image(product_id=kettle, content=b"<svg/>", ending="svg")
    catalog.add_image(product_id=kettle, content=drawn(), ending="png")
    work()
    drawing, photo = api.get(f"products/{kettle}/").json()["pictures"]
    assert (drawing["width"], drawing["srcset"]) == (None, [])
    assert [source["width"] for source in photo["srcset"]] == [320, 640, 900]
    assert api.get("products/").json()["items"][0]["image_srcset"] == []
    assert stale_products() == []


def test_a_picture_that_goes_while_it_is_copied_takes_its_copies_with_it(
    clerk: Any, place: str, work: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modules.catalog.rules import pictures as rules
    from modules.catalog.services import thumbnails

    one = send(clerk.api, place, drawn()).json()["id"]

    def deleted_meanwhile(*args: Any, **kwargs: Any) -> Any:
        assert clerk.api.delete(f"{place}{one}/").status_code == 204
        return rules.smaller(*args, **kwargs)

    monkeypatch.setattr(thumbnails, "smaller", deleted_meanwhile)
    work()
    work()
    assert files(settings) == []


def test_of_two_who_copy_at_once_one_takes_its_own_back(
    api: Any, kettle: int, work: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that adds a picture makes its copies itself, and the worker, who hears of it too, does so meanwhile."""
    from modules.catalog.services import thumbnails

    stored = thumbnails.default_storage.save

    def meanwhile(name: str, content: Any) -> str:
        if name.endswith("-640.webp"):
            monkeypatch.undo()
            work()
        return stored(name, content)

    monkeypatch.setattr(thumbnails.default_storage, "save", meanwhile)
    catalog.add_image(product_id=kettle, content=drawn(), ending="png")
    (photo,) = api.get(f"products/{kettle}/").json()["pictures"]
    assert [fetched(api, one["url"]).size[0] for one in photo["srcset"]] == [320, 640, 900]
    assert len(files(settings)) == 4


def test_a_hidden_products_pictures_are_not_answered(api: Any, clerk: Any, kettle: int, place: str) -> None:
    sent = send(clerk.api, place, drawn())
    assert api.get(sent["Location"]).status_code == 200
    clerk.api.delete(f"products/{kettle}/")
    assert api.get(sent["Location"]).status_code == 404
    assert Product.objects.filter(pk=kettle).exists()


@pytest.fixture
def desk(person: Callable[..., Any]) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


def save_page(desk: Client, product_id: int, *rows: dict[str, Any]) -> Any:
    """Send a product's page in the admin as it stands, with these rows of pictures."""
    page = f"/admin/catalog/product/{product_id}/change/"
    data: dict[str, Any] = {}
    shown = desk.get(page).context
    for form in [
        shown["adminform"].form,
        *(inline.formset.management_form for inline in shown["inline_admin_formsets"]),
    ]:
        data |= {form.add_prefix(name): form[name].value() for name in form.fields}
    for inline in shown["inline_admin_formsets"]:
        for form in inline.formset.initial_forms if inline.formset.prefix != "images" else []:
            data |= {form.add_prefix(name): form[name].value() for name in form.fields}
    for number, row in enumerate(rows):
        data |= {f"images-{number}-{name}": value for name, value in row.items()}
    data["images-TOTAL_FORMS"] = len(rows)
    return desk.post(page, {name: value for name, value in data.items() if value is not None and value is not False})


def test_the_staff_send_order_replace_and_delete_pictures_on_the_products_page(
    api: Any, desk: Client, kettle: int, work: Any, settings: Any
) -> None:
    def upload(content: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile("any.png", content)

    def listed() -> list[tuple[str, str]]:
        return [(one["url"], one["alt"]) for one in api.get(f"products/{kettle}/").json()["pictures"]]

    new = [{"upload": upload(drawn()), "alt": alt, "product": kettle} for alt in ("a", "b", "c")]
    assert save_page(desk, kettle, *new).status_code == 302
    work()
    (a, b, c), rows = listed(), list(ProductImage.objects.order_by("position"))
    assert [alt for _url, alt in (a, b, c)] == ["a", "b", "c"]
    page = desk.get(f"/admin/catalog/product/{kettle}/change/").text
    assert f"{a[0].removesuffix('.png')}-320.webp" in page

    standing = [{"id": row.pk, "product": kettle, "alt": row.alt, "position": row.position} for row in rows]
    standing[0] |= {"position": 5}
    standing[1] |= {"alt": "Сбоку", "upload": upload(drawn("JPEG"))}
    standing[2] |= {"DELETE": "on"}
    assert save_page(desk, kettle, *standing).status_code == 302
    work()
    first, last = listed()
    assert (first[1], last) == ("Сбоку", a)
    assert first[0].endswith(".jpg")
    assert len(files(settings)) == 8
    assert stale_products() == []

    refused = save_page(desk, kettle, {"upload": upload(b"<svg/>"), "alt": "", "product": kettle})
    assert (refused.status_code, len(listed())) == (200, 2)
    assert "This is no picture" in refused.text


def test_a_killed_worker_loses_no_copies(
    api: Any, clerk: Any, kettle: int, place: str, work: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease runs out, and the next one finds a copy half written under the name that it is about to write."""
    from modules.catalog.services import thumbnails

    class Killed(BaseException):
        """No `except Exception` stands in its way, as none stands in a SIGKILL's."""

    def struck(image: ProductImage, copies: Any) -> bool:
        (Path(settings.MEDIA_ROOT) / copies[1]["file"]).write_bytes(b"half")
        raise Killed

    told = send(clerk.api, place, drawn()).json()
    with monkeypatch.context() as blow:
        blow.setattr(thumbnails, "_written", struck)
        with pytest.raises(Killed):
            work()
    assert api.get(f"products/{kettle}/").json()["image_srcset"] == told["srcset"]
    delivery = Delivery.objects.get(event="catalog.PictureAdded")
    assert (delivery.done_at, delivery.attempts) == (None, 1)
    assert delivery.leased_until is not None
    work()
    assert Delivery.objects.get(pk=delivery.pk).done_at is None  # it is somebody's still

    Delivery.objects.filter(pk=delivery.pk).update(leased_until=timezone.now() - LEASE, rung_at=timezone.now() - LEASE)
    assert sweep() == 1
    work()
    copies = api.get(f"products/{kettle}/").json()["image_srcset"]
    assert [fetched(api, one["url"]).size[0] for one in copies] == [320, 640, 900]
    for path in Path(settings.MEDIA_ROOT).rglob("*.webp"):
        os.utime(path, (0, 0))
    assert len(sweep_pictures().deleted) == 3  # what the killed one had made, and one of them but a half
    assert len(files(settings)) == 4


def old(settings: Any, name: str, content: bytes = b"x") -> None:
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (0, 0))


def test_the_sweep_takes_what_belongs_to_nothing_and_says_what_is_lost(
    api: Any, clerk: Any, kettle: int, place: str, work: Any, settings: Any
) -> None:
    kept = send(clerk.api, place, drawn()).json()
    work()
    for path in Path(settings.MEDIA_ROOT).rglob("*.*"):
        os.utime(path, (0, 0))
    ahead = send(clerk.api, "images/", drawn()).json()
    young = default_storage.save("products/ab/young.png", ContentFile(b"x"))
    old(settings, "products/ab/of-a-failed-transaction.png")
    old(settings, f"{kept['url'].removeprefix('/media/').removesuffix('.png')}-200.webp")
    old(settings, "elsewhere/theirs.pdf")
    call_command("sweep_pictures", stdout=(said := StringIO()))
    assert "2 files" in said.getvalue()
    assert "of-a-failed-transaction.png" in said.getvalue()
    left = files(settings)
    assert {young, "elsewhere/theirs.pdf", ahead["url"].removeprefix("/media/")} <= set(left)
    assert len(left) == 7

    ProductImage.objects.filter(pk=ahead["id"]).update(created_at=timezone.now() - timedelta(days=2))
    assert sweep_pictures().forgotten == 1
    work()
    assert not any(ahead["url"].removeprefix("/media/")[:40] in name for name in files(settings))

    (Path(settings.MEDIA_ROOT) / kept["url"].removeprefix("/media/")).unlink()
    with pytest.raises(CommandError, match=kept["url"].removeprefix("/media/")):
        call_command("sweep_pictures", stdout=StringIO())
    assert ProductImage.objects.filter(pk=kept["id"]).exists()


def test_the_sweep_orders_copies_that_are_missing_or_are_wanted_in_other_widths(
    api: Any, clerk: Any, kettle: int, place: str, work: Any, settings: Any
) -> None:
    send(clerk.api, place, drawn())
    work()
    assert sweep_pictures().ordered == 0
    settings.PICTURE_WIDTHS = [100, 320]
    assert sweep_pictures().ordered == 1
    work()
    copies = api.get(f"products/{kettle}/").json()["image_srcset"]
    assert [one["width"] for one in copies] == [100, 320]
    work()
    assert len(files(settings)) == 3
    (Path(settings.MEDIA_ROOT) / copies[0]["url"].removeprefix("/media/")).unlink()
    assert sweep_pictures().ordered == 1
    work()
    assert fetched(api, copies[0]["url"]).size == (100, 67)
    assert sweep_pictures().ordered == 0


def test_files_of_products_deleted_for_good_go_with_the_next_sweep(
    clerk: Any, kettle: int, place: str, work: Any, settings: Any
) -> None:
    send(clerk.api, place, drawn())
    work()
    Offer.objects.filter(product_id=kettle).delete()
    Product.objects.filter(pk=kettle).delete()
    for path in Path(settings.MEDIA_ROOT).rglob("*.*"):
        os.utime(path, (0, 0))
    assert len(sweep_pictures().deleted) == 4
    assert files(settings) == []

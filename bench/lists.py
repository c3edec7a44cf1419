"""Price lists to measure with: the same goods, 4 attributes each, as the formats have them."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import openpyxl

CATEGORIES = 50
CML = '<?xml version="1.0" encoding="windows-1251"?><КоммерческаяИнформация ВерсияСхемы="2.07">'
ATTRIBUTES = ("Вес, г", "Цвет", "Гарантия, мес", "Страна")


@dataclass(frozen=True, slots=True)
class Listed:
    """One good as a file states it."""

    id: str
    category: str
    name: str
    brand: str
    model: str
    price: str
    quantity: int
    values: tuple[str, ...]


def goods(count: int, *, whose: int, dearer: int = 0) -> Iterator[Listed]:
    """Yield so many goods that nobody else offers; `dearer` is added to each price."""
    colours, lands = ("чёрный", "белый", "серый", "синий"), ("Китай", "Россия", "Турция")
    for n in range(count):
        yield Listed(
            id=f"A-{n:07d}",
            category=f"Раздел {n % CATEGORIES}",
            name=f"Товар {n} серия {n % 97}",
            brand=f"Марка {n % 300}",
            model=f"M{whose}-{n}",
            price=f"{n % 9000 + 100 + dearer}.50",
            quantity=n % 40,
            values=(str(n % 5000 + 10), colours[n % 4], str(n % 36), lands[n % 3]),
        )


def as_csv(listed: Iterator[Listed]) -> bytes:
    text = io.StringIO()
    into = csv.writer(text, delimiter=";")
    into.writerow(["id", "category", "name", "brand", "model", "price", "quantity", *ATTRIBUTES])
    into.writerows(_cells(one) for one in listed)
    return text.getvalue().encode()


def as_yaml(listed: Iterator[Listed]) -> bytes:
    text = io.StringIO("shop: Bench\ncategories:\n")
    text.seek(0, io.SEEK_END)
    for n in range(CATEGORIES):
        text.write(f"  - id: {n + 1}\n    name: Раздел {n}\n")
    text.write("goods:\n")
    for one in listed:
        category = int(one.category.split()[1]) + 1
        text.write(f"  - id: {one.id}\n    category: {category}\n    model: {one.model}\n    name: {one.name}\n")
        text.write(
            f"    price: {one.price}\n    price_rrc: {one.price}\n    quantity: {one.quantity}\n    parameters:\n"
        )
        text.writelines(f'      "{name}": {value}\n' for name, value in zip(ATTRIBUTES, one.values, strict=True))
    return text.getvalue().encode()


def as_json(listed: Iterator[Listed]) -> bytes:
    categories = [{"id": n + 1, "name": f"Раздел {n}"} for n in range(CATEGORIES)]
    return json.dumps(
        {
            "shop": "Bench",
            "categories": categories,
            "goods": [
                {"id": one.id, "category": int(one.category.split()[1]) + 1, "model": one.model, "name": one.name}
                | {"price": one.price, "price_rrc": one.price, "quantity": one.quantity}
                | {"parameters": dict(zip(ATTRIBUTES, one.values, strict=True))}
                for one in listed
            ],
        },
        ensure_ascii=False,
    ).encode()


def as_xlsx(listed: Iterator[Listed]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["id", "category", "name", "brand", "model", "price", "quantity", *ATTRIBUTES])
    for one in listed:
        sheet.append(_cells(one))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_yml(listed: Iterator[Listed]) -> bytes:
    text = io.StringIO()
    text.write('<?xml version="1.0" encoding="UTF-8"?>\n<yml_catalog date="2026-01-01 10:00"><shop><name>Bench</name>')
    text.write('<currencies><currency id="RUR" rate="1"/></currencies><categories>')
    text.writelines(f'<category id="{n + 1}">Раздел {n}</category>' for n in range(CATEGORIES))
    text.write("</categories><offers>\n")
    for one in listed:
        text.write(f'<offer id="{one.id}" available="true"><price>{one.price}</price><currencyId>RUR</currencyId>')
        text.write(f"<categoryId>{int(one.category.split()[1]) + 1}</categoryId><name>{one.name}</name>")
        text.write(f"<vendor>{one.brand}</vendor><model>{one.model}</model><count>{one.quantity}</count>")
        params = zip(ATTRIBUTES, one.values, strict=True)
        text.writelines(f'<param name="{name}">{value}</param>' for name, value in params)
        text.write("</offer>\n")
    text.write("</offers></shop></yml_catalog>")
    return text.getvalue().encode()


def as_commerceml(listed: Iterator[Listed]) -> bytes:
    """Return both parts of an exchange in one archive, as 1C sends it."""
    catalogue, offers = io.StringIO(), io.StringIO()
    catalogue.write(f"{CML}<Классификатор><Группы>")
    catalogue.writelines(_named("Группа", f"g{n}", f"Раздел {n}") for n in range(CATEGORIES))
    catalogue.write("</Группы><Свойства>")
    catalogue.writelines(_named("Свойство", f"p{n}", name) for n, name in enumerate(ATTRIBUTES))
    catalogue.write("</Свойства></Классификатор><Каталог><Товары>\n")
    offers.write(f"{CML}<ПакетПредложений><Предложения>\n")
    for one in listed:
        catalogue.write(_cml_good(one))
        offers.write(
            f"<Предложение><Ид>{one.id}</Ид><Цены><Цена><ЦенаЗаЕдиницу>{one.price}</ЦенаЗаЕдиницу><Валюта>руб</Валюта>"
            f"</Цена></Цены><Количество>{one.quantity}</Количество></Предложение>\n"
        )
    catalogue.write("</Товары></Каталог></КоммерческаяИнформация>")
    offers.write("</Предложения></ПакетПредложений></КоммерческаяИнформация>")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("import0_1.xml", catalogue.getvalue().encode("cp1251"))
        archive.writestr("offers0_1.xml", offers.getvalue().encode("cp1251"))
    return file.getvalue()


def _cml_good(one: Listed) -> str:
    values = "".join(
        f"<ЗначенияСвойства><Ид>p{n}</Ид><Значение>{value}</Значение></ЗначенияСвойства>"
        for n, value in enumerate(one.values)
    )
    return (
        f"<Товар><Ид>{one.id}</Ид><Артикул>{one.model}</Артикул><Наименование>{one.name}</Наименование>"
        f"<Группы><Ид>g{one.category.split()[1]}</Ид></Группы><Изготовитель><Наименование>{one.brand}</Наименование>"
        f"</Изготовитель><ЗначенияСвойств>{values}</ЗначенияСвойств></Товар>\n"
    )


def _named(kind: str, id: str, name: str) -> str:
    return f"<{kind}><Ид>{id}</Ид><Наименование>{name}</Наименование></{kind}>"


FORMATS = {
    "csv": as_csv,
    "yaml": as_yaml,
    "json": as_json,
    "xlsx": as_xlsx,
    "yml": as_yml,
    "commerceml": as_commerceml,
}


def _cells(one: Listed) -> list[str | int]:
    return [one.id, one.category, one.name, one.brand, one.model, one.price, one.quantity, *one.values]

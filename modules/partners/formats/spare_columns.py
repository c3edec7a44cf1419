"""The columns of a table that tell no field of a good: attributes, options, and what nobody is shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from modules.partners.formats.checks import MAX_ATTRIBUTE_NAME
from modules.partners.formats.choosing import said_twice
from modules.partners.formats.columns import ATTRIBUTE, IGNORE, Columns, Stock, currency_in, folded

_OPTION = re.compile(r"(?:option|attribute) ?(\d{1,2}) (name|values?(?: s)?)")
_RUSSIAN_OPTION = re.compile(r"(название|значен(?:ие|ия)(?: я)?) атрибут(?:а|ов)(?: ов)? (\d{1,2})")
# Pairs or triples of columns under the same names, told apart by their order.
_REPEATED = {
    "название характеристики": "option_name",
    "значение характеристики": "option_value",
    "измерение характеристики": "option_unit",
}
_OF_OPTION = re.compile(r"(?:attribute) ?\d{1,2} (?:visible|global|default)|option ?\d{1,2} linked to")

# Numbers of the house: what another column says of these is not for all to see.
_NEVER_SHOWN = frozenset({"price_rrp", "quantity", "available"})
_WHETHER = frozenset({"наличие", "в наличии"})
_OF_BODY = (
    r"(?! (?:memory|storage|diameter|dimension|size|volume|width|height|depth|length|material|capacity|antenna|battery"
    r"|размер|диаметр|объем|ширин|высот|глубин|длин|памят|материал|отделк|карман|слой|покрыт|резьб|накоп|поверхн))"
)
_OF_HOUSE = re.compile(
    r"\b(?:margins?|mark ?up|наценк\w*|марж\w+|скидк\w*|discounts?|закуп\w*|себестоим\w*|примечан\w*|комментар\w*"
    r"|notes?|comments?|remarks?|цен(?:а|ы|е|у|ой)?|prices?|costs?|стоимост\w*|прибыл\w*|profit|рентаб\w*|бонус\w*"
    r"|вознагражд\w*|комисс\w*|commission|опт|оптов\w+|wholesale|retail|остат(?:ок|ки|ка)|розн\w*|дилер\w*|dealer|ррц|мрц|rrp|msrp)\b"
    rf"|\b(?:internal|внутр\w*)\b{_OF_BODY}"
)
_RESERVE = re.compile(r"\b(?:резерв(?:е|ы|а)?|зарезервирован\w*|reserved?|allocated)\b")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column says: a field of a good, the attribute of that name, or nothing that is wanted.

    `instead` is the field that it says where the column chosen for that one is blank; `is_whether` that it says in
    words whether there is any.
    """

    field: str = ""
    attribute: str = ""
    instead: str = ""
    is_whether: bool = False


def column_of(place: int, cells: Sequence[str], chosen: dict[str, int], columns: Columns) -> Column:
    cell = cells[place]
    meaning, name = columns.meaning(cell), cell.strip()
    for field, its_place in chosen.items():
        if place == its_place:
            return Column(field, name if field == "kind" else "")
    if not name or meaning in (IGNORE, "price") or columns.is_cost(cell) or _OF_OPTION.fullmatch(folded(cell)):
        return Column()
    if option := _option(place, cells):
        return Column(option)
    if folded(cell) == "additional attributes":
        return Column("pairs")
    is_part = isinstance(cell, Stock) and sum(isinstance(one, Stock) for one in cells) > 1
    instead = "" if meaning == ATTRIBUTE or is_part else meaning
    if meaning in _NEVER_SHOWN or is_of_house(cell, columns):
        return Column(instead=instead, is_whether=folded(cell) in _WHETHER)
    short = name if len(name) <= MAX_ATTRIBUTE_NAME else name[: MAX_ATTRIBUTE_NAME - 1] + "…"
    return Column("", short, instead)


def is_of_house(cell: str, columns: Columns) -> bool:
    """Whether a column that nobody knows speaks of money or of what its house has noted for itself."""
    if columns.meaning(cell):
        return False
    name = folded(cell)
    return bool(_OF_HOUSE.search(name) or is_reserve(cell, columns) or (currency_in(cell) and not name.endswith(" р")))


def is_reserve(cell: str, columns: Columns) -> bool:
    """Whether it is what is reserved of the stock."""
    return not columns.meaning(cell) and bool(_RESERVE.search(folded(cell)))


def _option(place: int, cells: Sequence[str]) -> str:
    """The field of a column that names an option of the good or says its value: “Option1 Name”."""
    header = folded(cells[place])
    if found := _OPTION.fullmatch(header):
        return f"option_{found[2][:5].strip()}_{found[1]}"
    if found := _RUSSIAN_OPTION.fullmatch(header):
        return f"option_{'name' if found[1] == 'название' else 'value'}_{found[2]}"
    if field := _REPEATED.get(header):
        return f"{field}_{sum(folded(cell) == header for cell in cells[: place + 1])}"
    return ""


def refuse_same_attributes(found: tuple[Column, ...], line: int) -> None:
    met: set[str] = set()
    for column in found:
        if column.attribute in met:
            raise said_twice(column.attribute, column.attribute, line)
        met |= {column.attribute} - {""}

"""An object of a JSON file becomes a good, or one for each of its variants."""

from collections.abc import Iterable, Iterator

from modules.partners.formats.amounts import typed
from modules.partners.formats.columns import ATTRIBUTE, IGNORE, Columns, folded
from modules.partners.formats.content import Number, RawGood
from modules.partners.formats.json_categories import joined, levels_of, text_of
from modules.partners.formats.json_values import Json, Members
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.rows import Value
from modules.partners.formats.said_twice import Said, read_price, refuse_contradictions
from modules.partners.formats.texts import shown

_PARAMETER_NAMES = (
    "parameters, attributes, params, properties, characteristics, specs, specifications, характеристики, параметры, "
    "свойства"
)
_PARAMETERS = frozenset(_PARAMETER_NAMES.split(", "))
_MAX_KEYS = 200
# Where an object stands for a value: by which of its members.
_TELLING = ("name", "title", "value", "amount", "code", "id")


def keys_of(value: Json) -> Iterable[str]:
    return list(value)[:_MAX_KEYS] if isinstance(value, Members) else ()


def goods_of(line: int, value: Json, columns: Columns, notices: Notices) -> Iterator[RawGood]:
    """The goods that one value of the list stands for."""
    if not isinstance(value, Members):
        raw = RawGood(line)
        raw.refuse("", "not_a_mapping", _("The good is not an object {“key”: value}."))
        yield raw
        return
    variants = value.get("variants")
    if isinstance(variants, list) and variants and all(isinstance(one, Members) and "price" in one for one in variants):
        notices.add("variants_gathered")
        for one in variants:
            yield _variant(line, value, one, columns)
    else:
        yield _good(line, value, columns)


def _good(line: int, value: Members, columns: Columns) -> RawGood:
    raw, ranks = RawGood(line), dict[str, int]()
    _refuse_what_is_odd(raw, value)
    deep = levels_of(value, columns)
    prices, said = list[tuple[str, Json]](), list[tuple[str, str, str | None]]()
    for key, told in list(value.items())[:_MAX_KEYS]:
        meaning, rank = columns.meaning(key), columns.rank(key)
        if key in deep:
            continue
        if meaning == "category":
            told = text_of(key, told)
        if folded(key) in _PARAMETERS and isinstance(told, list | Members):
            _read_parameters(raw, told)
        elif meaning in ("", ATTRIBUTE) or (meaning == IGNORE and isinstance(told, Members)):
            _read_attribute(raw, key, told, columns, is_wanted=meaning != IGNORE)
        elif meaning == "kind":
            raw.fields.setdefault("category", _text(raw, key, told))
        elif meaning == "price":
            prices.append((key, told))
        elif meaning not in (IGNORE, "group") and (meaning not in ranks or rank < ranks[meaning]):
            raw.fields[meaning], ranks[meaning] = _text(raw, meaning, told), rank
            if meaning == "external_id" and isinstance(told, bool):
                raw.refuse(meaning, "not_a_value", _("An id is a text or a number, not true or false."))
        elif meaning == "external_id":
            _add(raw, key, told)
        if isinstance(told, str) and columns.is_field(key) and meaning != "price":
            said.append((meaning, key, told))
    refuse_contradictions(raw, said, columns)
    read_price(raw, [_price(raw, *one) for one in prices], columns)
    if deep:
        raw.fields["category"] = joined([value[key] for key in deep])
    taxonomy = raw.fields.pop("taxonomy", None)
    raw.fields["category"] = raw.fields.get("category") or taxonomy
    return raw


def _price(raw: RawGood, key: str, told: Json) -> Said:
    currency = _scalar(told.get("currency")) if isinstance(told, Members) else None
    return Said(key, _text(raw, "price", told), currency)


def _variant(line: int, whole: Members, one: "Json", columns: Columns) -> RawGood:
    variant = _good(line, one, columns) if isinstance(one, Members) else RawGood(line)
    of_all = Members({key: value for key, value in whole.items() if key not in ("id", "variants", "options", "sku")})
    good = _good(line, of_all, columns)
    name, own = good.fields.get("name") or "", (variant.fields.pop("name", "") or "").strip()
    good.fields.update({field: text for field, text in variant.fields.items() if text})
    good.fields["name"] = name if not own or own in ("Default Title", name) else f"{name}, {own}"
    for attribute, value in variant.attributes:
        good.add(attribute, value)
    good.problems += variant.problems
    return good


def _refuse_what_is_odd(raw: RawGood, value: Members) -> None:
    if value.twice is not None:
        raw.refuse(value.twice, "duplicate_key", _("“%(name)s” is given twice."), name=shown(value.twice))
    if len(value) > _MAX_KEYS:
        raw.refuse("", "too_many_fields", _("More than %(most)d values are given."), most=_MAX_KEYS)


def _text(raw: RawGood, field: str, value: Json) -> str | None:
    """A field as text; of an object that stands for a value its name, of a list its first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Members):
        value = next((value[key] for key in _TELLING if key in value), value)
    if isinstance(value, list | Members):
        raw.refuse(field, "not_a_value", _("“%(name)s” is a list or an object; a single value is wanted."), name=field)
        return None
    return _scalar(value)


def _scalar(value: Json) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None


def _read_attribute(raw: RawGood, name: str, value: Json, columns: Columns, *, is_wanted: bool) -> None:
    if isinstance(value, Members):
        for key, told in list(value.items())[:_MAX_KEYS]:
            if columns.meaning(key) == "gtin" and not raw.fields.get("gtin"):
                raw.fields["gtin"] = _scalar(told)
            elif is_wanted and not isinstance(told, list | Members):
                _add(raw, f"{name} {key}", told)
    elif isinstance(value, list):
        for one in value[:_MAX_KEYS]:
            if not isinstance(one, list | Members):
                _add(raw, name, one)
    else:
        _add(raw, name, value)


def _read_parameters(raw: RawGood, given: list[Json] | Members) -> None:
    """Attributes as {name: value}, or as [{"name": ..., "value": ...}]."""
    if isinstance(given, Members):
        _refuse_what_is_odd(raw, given)
        for name, value in list(given.items())[:_MAX_KEYS]:
            if isinstance(value, Members) or (
                isinstance(value, list) and any(isinstance(one, Members) for one in value)
            ):
                sentence = _("“%(name)s” is a list or an object; a single value is wanted.")
                raw.refuse(name, "not_a_value", sentence, name=shown(name))
            for one in value if isinstance(value, list) else [value]:
                _add(raw, name, one)
        return
    for pair in given[:_MAX_KEYS]:
        if isinstance(pair, Members) and isinstance(title := pair.get("name"), str):
            _add(raw, title, pair.get("value"))


def _add(raw: RawGood, name: str, value: Json) -> None:
    if isinstance(value, bool | str):
        kept: Value = typed(value) if isinstance(value, Number) else value
        if kept != "":
            raw.add(name, kept)

"""The formats that goods are written in: each has a reader of its own name beside it."""

from modules.partners.formats.writers import csv_table, retail_json, retail_yaml, xlsx_table, yandex_yml
from modules.partners.formats.writers.goods import Writer

WRITERS: dict[str, Writer] = {
    "xlsx": xlsx_table.write,
    "csv": csv_table.write,
    "yaml": retail_yaml.write,
    "json": retail_json.write,
    "yml": yandex_yml.write,
}
# What each is called on disk and on the wire.
ENDINGS = {"xlsx": "xlsx", "csv": "csv", "yaml": "yaml", "json": "json", "yml": "xml"}
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "yaml": "application/yaml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "yml": "application/xml; charset=utf-8",
}

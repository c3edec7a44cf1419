"""Which kind of picture the goods of a category get."""

_KINDS = {
    "phone": ("Смартфоны", "Smartphones"),
    "laptop": ("Ноутбуки", "Laptops"),
    "headphones": ("Наушники", "Headphones"),
    "speaker": ("Колонки", "Speakers"),
    "watch": ("Умные часы", "Smart Watches"),
    "power_bank": ("Внешние аккумуляторы", "Power Banks"),
    "kettle": ("Чайники", "Kettles"),
    "pan": ("Сковороды", "Frying Pans"),
    "pot": ("Кастрюли", "Pots"),
    "lamp": ("Лампы и светильники", "Lamps"),
    "mug": ("Кружки", "Mugs"),
    "knife": ("Ножи", "Kitchen Knives"),
    "notebook": ("Блокноты и тетради", "Notebooks"),
    "pen": ("Ручки", "Pens"),
    "pencils": ("Карандаши", "Pencils"),
    "paper": ("Бумага", "Paper"),
    "folder": ("Папки", "Folders"),
    "coffee": ("Кофе", "Coffee"),
    "tea": ("Чай", "Tea"),
    "chocolate": ("Шоколад", "Chocolate"),
    "honey": ("Мёд", "Honey"),
    "cookies": ("Печенье", "Cookies"),
}
_BY_CATEGORY = {category.casefold(): kind for kind, categories in _KINDS.items() for category in categories}


def kind_of(category: str) -> str:
    """The kind to draw for a category by its name in either language; "parcel" for any other."""
    return _BY_CATEGORY.get(category.casefold(), "parcel")

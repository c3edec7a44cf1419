"""Codes the world has agreed on: currencies and article numbers."""

from modules.partners.formats.errors import Refused
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.texts import shown

# ISO 4217, the currencies in circulation.
_ISO_4217_TEXT = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP "
    "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL "
    "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
    "RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD "
    "TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG "
)
_ISO_4217 = frozenset(_ISO_4217_TEXT.split())
# How price lists write them besides; RUR is the rouble's code until 1998, alive in feeds ever since.
_ALSO_WRITTEN = {
    **dict.fromkeys(["RUR", "РУБ", "РУБ.", "РУБЛЬ", "РУБЛИ", "РУБЛЕЙ", "Р", "Р.", "RUB.", "₽"], "RUB"),
    **dict.fromkeys(["€", "ЕВРО"], "EUR"),
    **dict.fromkeys(["$", "US$", "ДОЛЛ", "ДОЛЛ."], "USD"),
    **dict.fromkeys(["₸", "ТГ", "ТЕНГЕ"], "KZT"),
    **dict.fromkeys(["₴", "ГРН", "ГРН."], "UAH"),
    "£": "GBP",
    "ZŁ": "PLN",
}


def currency(text: str) -> str | None:
    """The ISO 4217 code, None for a blank; refuses with `bad_currency`."""
    written = text.strip().upper()
    code = _ALSO_WRITTEN.get(written, written)
    if code and code not in _ISO_4217:
        raise Refused("bad_currency", _("“%(value)s” is not a currency code of ISO 4217."), value=shown(text))
    return code or None


def gtin(text: str) -> str:
    """The GTIN in 13 digits (14 if it needs them), so that UPC and EAN of one thing are equal; "" for a blank.

    Refuses with `bad_gtin`. Check digit: GS1 General Specifications, 7.9.
    """
    digits = text.replace(" ", "").replace("-", "")
    if not digits:
        return ""
    if len(digits) not in (8, 12, 13, 14) or not (digits.isascii() and digits.isdigit()) or not _adds_up(digits):
        raise Refused("bad_gtin", _("“%(value)s” is not a GTIN."), value=shown(text))
    return digits.lstrip("0").zfill(13)


def _adds_up(digits: str) -> bool:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0 and total > 0

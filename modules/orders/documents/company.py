"""Who issues the documents, by the installation's settings (COMPANY_*)."""

from dataclasses import dataclass, fields

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Company:
    """What a document says of the seller; whatever is blank is left out of it."""

    name: str = ""
    address: str = ""
    tax_id: str = ""
    kpp: str = ""
    registration: str = ""
    phone: str = ""
    email: str = ""
    bank: str = ""
    bic: str = ""
    account: str = ""
    correspondent_account: str = ""
    signatory: str = ""
    signatory_position: str = ""
    accountant: str = ""

    @property
    def has_bank(self) -> bool:
        return bool(self.account)


def company() -> Company:
    """Return the company of this installation."""
    return Company(**{field.name: settings.COMPANY.get(field.name, "") for field in fields(Company)})

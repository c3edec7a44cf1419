import ninja
from django.http import HttpRequest

from modules.partners import selectors
from modules.partners.api.desk import supplier, the_supplier
from modules.partners.schemas.columns import ColumnOut, ColumnsIn, ColumnsOut
from modules.partners.services.columns import explain

router = ninja.Router()
_PATH = "/partner/price-lists/columns/"


@router.get(_PATH, response=ColumnsOut, auth=supplier, summary="What the columns of my files mean")
def read_columns(request: HttpRequest) -> ColumnsOut:
    return _columns(request)


@router.put(_PATH, response=ColumnsOut, auth=supplier, summary="Say what the columns of my files mean")
def set_columns(request: HttpRequest, body: ColumnsIn) -> ColumnsOut:
    """Say once what the headers mean that no list explains by itself; the next list is read by it.

    What is said here comes before the common names. A list that fails with `columns_unknown` names the headers that
    were found in it; CSV, workbooks, JSON and XML all go by them, in any order and any case, and CommerceML by the
    names of its types of prices (`duplicate_column`). Several columns may be a
    `quantity`, which are added up, or a `category`, which are its levels from the outermost; of the other fields one.
    """
    meanings = {column.header: column.meaning for column in body.columns}
    explain(supplier_id=the_supplier(request).id, columns=meanings)
    return _columns(request)


def _columns(request: HttpRequest) -> ColumnsOut:
    known = selectors.meanings_of(the_supplier(request).id)
    return ColumnsOut(columns=[ColumnOut(header=header, meaning=meaning) for header, meaning in sorted(known.items())])

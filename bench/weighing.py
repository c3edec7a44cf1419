"""`python -m bench.weighing SUPPLIER FILE ROWS`: bring a file in; say peak and first MiB, and seconds.

Supplier 0 is a new one.
"""

import re
import sys
import time
from pathlib import Path


def main(supplier: int, name: str, rows: int) -> None:
    import django

    django.setup()
    from modules.partners.services.running import work_off
    from modules.partners.services.submitting import submit

    path, supplier = Path(name), supplier or _new_supplier()
    idle, began = _peak(), time.perf_counter()
    with path.open("rb") as file:
        job = submit(supplier_id=supplier, user_id=None, name=path.name, chunks=iter(lambda: file.read(1 << 16), b""))
    work_off(supplier_id=supplier, worker="weighing")
    job.refresh_from_db()
    assert (job.status, job.new) == ("applied", rows), (job.status, job.error_code, job.new, job.errors)
    print(_peak(), idle, time.perf_counter() - began)


def _new_supplier() -> int:
    from modules.catalog import public as catalog

    supplier = catalog.add_supplier(name="Bench list")
    catalog.approve_supplier(supplier_id=supplier)
    return supplier


def _peak() -> float:
    # Not ru_maxrss, which begins with what the process had that started this one.
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))

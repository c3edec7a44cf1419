"""Somebody at the import pages of the admin, and what those pages answered."""

import io
from typing import Any

from django.test import Client, TestCase

FORMATS = {"xlsx": 0, "csv": 1, "json": 2, "yaml": 3}


class Desk:
    """Somebody at the import page of one kind."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def upload(self, kind: str, data: bytes | str, name: str = "file.csv") -> Any:
        file = io.BytesIO(data if isinstance(data, bytes) else data.encode())
        file.name = name
        answer = self.client.post(f"/admin/catalog/{kind}/import/", {"file": file})
        assert answer.status_code == 200
        return answer

    def confirm(self, kind: str, shown: Any) -> Any:
        token = shown.context["token"]
        assert token, shown.content.decode()
        with TestCase.captureOnCommitCallbacks(execute=True):
            return self.client.post(f"/admin/catalog/{kind}/process_import/", {"token": token}, follow=True)

    def imports(self, kind: str, data: bytes | str, name: str = "file.csv") -> Any:
        return self.confirm(kind, self.upload(kind, data, name))

    def export(self, kind: str, ending: str, query: str = "") -> bytes:
        page = self.client.get(f"/admin/catalog/{kind}/export/{query}")
        fields = {
            name: "on" for name, field in page.context["form"].fields.items() if hasattr(field, "is_selectable_field")
        }
        data = fields | {"format": FORMATS[ending], "resource": "0"}
        answer = self.client.post(f"/admin/catalog/{kind}/export/{query}", data)
        assert answer["Content-Disposition"].endswith(f'.{ending}"')
        return b"".join(answer.streaming_content)


def counts(answer: Any) -> dict[str, int]:
    return {group.kind: group.count for group in answer.context["preview"].groups if group.count}


def errors(answer: Any) -> list[tuple[int, dict[str, str]]]:
    groups = {group.kind: group for group in answer.context["preview"].groups}
    return [(row.number, row.errors) for row in groups["error"].rows]

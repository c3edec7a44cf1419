"""Where the embedded profile keeps the versions of its cache namespaces.

They stand in the database file, and not in the process, so that a management command run beside the server
is seen by it; and they change in the writer's own transaction. With Memcached this table stays empty.
"""

from django.db import models


class NamespaceVersion(models.Model):
    namespace = models.CharField(max_length=200, primary_key=True)
    version = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.namespace} at {self.version}"

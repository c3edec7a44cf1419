#!/usr/bin/env python
import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
    try:
        _ = settings.INSTALLED_APPS  # made here, so that what is missing is said in a sentence
    except (ImproperlyConfigured, OSError) as wrong:
        sys.exit(f"Torg cannot start: {wrong}")
    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ProgrammingError) as wrong:
        from core.serving.doctor.database import missing_migrations  # now that apps are ready

        if not missing_migrations():
            raise
        sys.exit(f"The database is not that of this version ({wrong}). Run `manage.py migrate` first.")
    except KeyboardInterrupt:
        sys.exit("Stopped.")

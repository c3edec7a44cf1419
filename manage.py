#!/usr/bin/env python
import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
    try:
        _ = settings.INSTALLED_APPS  # made here, so that what is missing is said in a sentence
    except (ImproperlyConfigured, OSError) as wrong:
        sys.exit(f"Torg cannot start: {wrong}")
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit("Stopped.")

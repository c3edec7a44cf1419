"""The peer of the long polls: an async view under uvicorn, as an ordinary good team writes one."""

import os
from typing import Any

import dj_database_url

SECRET_KEY = "only-for-measuring-0123456789-0123456789-0123456789"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "bench.peers.waiting"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "bench.peers.waiting.urls"
database: dict[str, Any] = dict(dj_database_url.parse(os.environ["DATABASE_URL"]))
DATABASES = {"default": database | {"OPTIONS": {"pool": {"min_size": 1, "max_size": 8}}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
REDIS_URL = os.environ["REDIS_URL"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
}

# syntax=docker/dockerfile:1
# One image for every process; which one it is, the command says: web, worker, migrate, or a management command.
ARG PYTHON=3.13-slim-bookworm

FROM python:${PYTHON} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/torg
COPY requirements.lock /tmp/
# Nothing is built here: every locked package has wheels, and every wheel its hash.
RUN /opt/torg/bin/pip install --no-input --only-binary :all: --require-hashes -r /tmp/requirements.lock
WORKDIR /app
COPY manage.py ./
COPY core core
COPY modules modules
COPY demo demo
# Without a DATABASE_URL this needs no secret: those it makes for itself go with its folder.
RUN DATA_DIR=/tmp/build STATIC_ROOT=/srv/static /opt/torg/bin/python manage.py collectstatic --no-input \
    && rm -rf /tmp/build \
    && /opt/torg/bin/python -m compileall -q core modules demo manage.py

FROM python:${PYTHON}
LABEL org.opencontainers.image.title="Torg" \
      org.opencontainers.image.description="A commerce backend: an online store and a procurement service in one." \
      org.opencontainers.image.licenses="MIT"
ENV PATH=/opt/torg/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data STATIC_ROOT=/srv/static LISTEN_HOST=0.0.0.0 PORT=8000
# A number that no host's user has. The folders below are what volumes take their owner from.
RUN groupadd --gid 10001 torg \
    && useradd --uid 10001 --gid torg --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin torg \
    && install -d -o torg -g torg /data /data/media /data/documents
COPY --from=builder /opt/torg /opt/torg
COPY --from=builder --chown=torg:torg /srv/static /srv/static
COPY --from=builder /app /app
WORKDIR /app
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8000
# It becomes the process (exec), so the signal reaches that; web drains for 20 s, a worker finishes its task within 30 s.
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "core.serving"]
CMD ["web"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "core.serving", "healthy", "web"]

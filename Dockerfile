# Two stages: what builds stays behind. Python 3.11 is what the tests run on.
FROM python:3.11-slim AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir uv && uv venv /opt/nacre
WORKDIR /src
# first what changes seldom: every package in the version, and with the hash, that was tested
COPY requirements.lock ./
RUN uv pip install --python /opt/nacre/bin/python --no-cache --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY cogs ./cogs
COPY migrations ./migrations
COPY local_discord ./local_discord
RUN uv pip install --python /opt/nacre/bin/python --no-cache --no-deps .

FROM python:3.11-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin nacre \
    && install -d -o nacre -g nacre /data
COPY --from=build /opt/nacre /opt/nacre
ENV PATH=/opt/nacre/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    NACRE_DATA_DIR=/data
USER nacre
WORKDIR /data
VOLUME /data
# /healthz listens inside the container only; NACRE_WEB__HOST=0.0.0.0 and a published port open it
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f\"http://127.0.0.1:{os.environ.get('NACRE_WEB__PORT', 8080)}/healthz\", timeout=4)"]
# tini passes SIGTERM on and buries what is left; Nacre then sends what it has begun to send and closes in order
STOPSIGNAL SIGTERM
ENTRYPOINT ["tini", "--", "nacre"]
CMD ["run", "--migrate"]

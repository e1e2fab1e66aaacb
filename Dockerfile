# One image for web, worker and beat. Weights and libraries come from the Python package index only.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml README.md ./
COPY requirements requirements
COPY app app
COPY audit audit
COPY reports reports
COPY speech speech
COPY synthetic synthetic
RUN python -m venv /opt/trasluz \
 && /opt/trasluz/bin/pip install --no-cache-dir -c requirements/full.txt ".[postgres]"

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/trasluz trasluz
COPY --from=build /opt/trasluz /opt/trasluz
ENV PATH=/opt/trasluz/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TRASLUZ_HOME=/var/lib/trasluz/home
USER trasluz
WORKDIR /var/lib/trasluz
RUN mkdir -p home
VOLUME /var/lib/trasluz/home
EXPOSE 8080
CMD ["gunicorn", "-c", "python:app.production", "app.wsgi:make()"]

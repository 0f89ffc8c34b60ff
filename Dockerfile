# at2qbo in a container: built in one stage, run in another that has no compiler, no npm cache and no root.
# The root file system may be read-only: only /data (settings, ledger, secrets) and /tmp are written.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json tsconfig.types.json ./
COPY bin bin
COPY src src
COPY scripts scripts
RUN npm run --silent build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
# docker build --build-arg VERSION=0.2.0 --build-arg REVISION=$(git rev-parse HEAD)
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="at2qbo" \
      org.opencontainers.image.description="Moves Autotask invoices to QuickBooks Online, each exactly once, to the cent, and proves it afterwards." \
      org.opencontainers.image.source="https://github.com/at2qbo/at2qbo" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN mkdir /data && chown 10001:10001 /data && chmod 0700 /data
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
RUN ln -s /app/dist/bin/at2qbo.js /usr/local/bin/at2qbo && chmod 0755 /app/dist/bin/at2qbo.js
ENV NODE_ENV=production AT2QBO_HOME=/data
# By number: the host's rules ("run as non-root") can check it, and no line in /etc/passwd is needed.
USER 10001:10001
VOLUME /data
# The program starts, and /data is there with settings that can be read. No ledger, no secret, no request: `at2qbo status` tells a person more.
HEALTHCHECK --interval=5m --timeout=20s --start-period=10s CMD ["at2qbo", "settings", "get", "invoices.sync"]
ENTRYPOINT ["at2qbo"]
CMD ["sync", "--all-profiles", "--quiet"]

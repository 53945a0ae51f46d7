# The client is built in the first stage. The image has no development dependencies, and uses its own Node.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages packages
RUN npm ci --include=dev
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
# bubblewrap confines the sandboxes; util-linux has prlimit, setpriv and unshare; the headless shell looks at the apps' pages
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap util-linux ca-certificates chromium-headless-shell fonts-liberation fonts-noto-color-emoji \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages packages
RUN npm ci --omit=dev && npm cache clean --force
COPY server server
COPY shared shared
COPY drizzle drizzle
COPY template template
COPY --from=build /app/dist/client dist/client
RUN mkdir /data && chown node:node /data
ENV HOST=0.0.0.0 PORT=4000 DATA_DIR=/data NODE_COMPILE_CACHE=/tmp/fegg-compiled
VOLUME /data
EXPOSE 4000
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# exec form, so that SIGTERM reaches the server, which drains
CMD ["node", "server/main.ts"]

# The build has the development dependencies, the image only what runs.
FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts/with-node.js scripts/
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY bin bin
COPY scripts scripts
COPY docs docs
COPY src src
COPY web web
RUN node scripts/build.ts && npm prune --omit=dev --ignore-scripts

FROM node:26-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATABASE_URL=file:/data/ringback.db
WORKDIR /app
COPY --from=build /app/package.json /app/README.md* /app/LICENSE* ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/web/dist web/dist
COPY bin bin
COPY deploy/healthcheck.js deploy/
RUN ln -s /app/bin/ringback.js /usr/local/bin/ringback && install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 8080
# Ready within 60 s of a start, even where a new version brings a large database up to date.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "deploy/healthcheck.js"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "bin/ringback.js"]
CMD ["serve"]

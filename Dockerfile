# uno on any machine with Docker:
#   docker build -t uno .
#   docker run --rm -it --shm-size=1g -v "$PWD:/work" uno demo
FROM node:22-bookworm-slim
WORKDIR /opt/uno
COPY . .
# One layer, so that the package lists and what only development needs never reach the image.
RUN npm run setup && npm prune --omit=dev && rm -rf /var/lib/apt/lists/* build/*-objects ~/.npm
WORKDIR /work
ENTRYPOINT ["node", "/opt/uno/dist/cli/main.js"]

# Build from the root of the clone: docker build -f deploy/docker/trainer.Dockerfile .
# Debian 12 below, for its libtorch 1.13 that the bridge is built against.
FROM node:22-bookworm-slim AS npm
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM debian:bookworm-slim AS bridge
RUN apt-get update && apt-get install -y --no-install-recommends g++ libtorch-dev libopenblas0-openmp && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY shared/Training/native shared/Training/native
RUN shared/Training/native/build.sh

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
COPY --from=npm /source/node_modules node_modules
RUN dotnet publish services/trainer/Trainer.csproj -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS dotnet

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libtorch1.13 libopenblas0-openmp wordnet-base && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1654 --create-home engram
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
WORKDIR /app
COPY --from=build /app .
COPY --from=bridge /source/artifacts/native/libengram_torch.so .
USER 1654
ENTRYPOINT ["/usr/share/dotnet/dotnet", "Engram.Trainer.dll"]

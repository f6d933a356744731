# Build from the root of the clone: docker build -f deploy/docker/ocr.Dockerfile .
FROM node:22-bookworm-slim AS npm
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
COPY --from=npm /source/node_modules node_modules
RUN dotnet publish services/ocr/Ocr.csproj -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update && apt-get install -y --no-install-recommends libtesseract5 tesseract-ocr-eng && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
ENTRYPOINT ["dotnet", "Engram.Ocr.dll"]

# Inference or vision-features for CUDA 13. Build from the root of the clone:
# docker build -f deploy/docker/gpu.Dockerfile --build-arg PROJECT=services/inference/Inference.csproj --build-arg PROGRAM=Engram.Inference.dll .
FROM node:22-bookworm-slim AS npm
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG PROJECT
WORKDIR /source
COPY . .
COPY --from=npm /source/node_modules node_modules
RUN dotnet publish "$PROJECT" -c Release -p:OnnxRuntime=gpu -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime

FROM nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04
ARG PROGRAM
ENV PROGRAM=$PROGRAM DOTNET_ROOT=/usr/share/dotnet
COPY --from=runtime /usr/share/dotnet /usr/share/dotnet
WORKDIR /app
COPY --from=build /app .
USER 1654
ENTRYPOINT ["sh", "-c", "exec /usr/share/dotnet/dotnet \"$PROGRAM\""]

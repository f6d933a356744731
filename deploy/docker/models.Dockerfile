# The starter models of 'make setup', which a job copies to the models volume of a cluster. Build from the root of the clone:
# docker build -f deploy/docker/models.Dockerfile .
FROM debian:12-slim
COPY models /models
USER 1654
ENTRYPOINT ["true"]

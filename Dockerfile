# Builds the command and keeps it alone:
#   docker build -t rushhour:0.1.0 .
#   docker run --rm rushhour:0.1.0 run /scenarios/hello.yaml --for 10s
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends cmake g++ make perl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY benches benches
COPY grammar grammar
COPY src src
RUN cargo build --release --locked --bin rushhour --features oidc

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /build/target/release/rushhour /usr/local/bin/rushhour
COPY scenarios /scenarios
# Nobody in particular: it reads scenarios and writes nothing but what it is asked to.
USER 10001:10001
EXPOSE 9464
ENTRYPOINT ["rushhour"]
CMD ["--help"]

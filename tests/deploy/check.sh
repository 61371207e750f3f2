#!/usr/bin/env bash
# Holds the files for containers and dashboards against those who read them: the compose file with Compose's own loader,
# the Dockerfile with its instructions, the resources with Kubernetes' schemas, the dashboard with Grafana's types. The
# first mistake ends it; a misspelt key is one.
#
#   tests/deploy/check.sh
#
# Needs Python and npm, and Docker with Compose or Go. What it fetches, the first time, is under target/deploy.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=$PWD/target/deploy

has_compose() { docker compose version >/dev/null 2>&1; }

# Fetches the tools unless those that this folder names are there.
fetch() {
    [[ -f $tools/.complete && -z $(find tests/deploy -newer "$tools/.complete") ]] && return
    rm -rf "$tools"
    mkdir -p "$tools"
    python3 -m venv "$tools/python"
    "$tools/python/bin/pip" install --quiet --disable-pip-version-check -r tests/deploy/requirements.txt
    npm install --silent --no-fund --no-audit --prefix "$tools" dockerfile-utils@0.16.3
    has_compose || GOPATH=$tools/go GOCACHE=$tools/go-cache GOFLAGS=-modcacherw \
        go build -C tests/deploy/compose -o "$tools/compose" .
    touch "$tools/.complete"
}

fetch
echo compose.yaml
if has_compose; then docker compose --file compose.yaml config --quiet; else "$tools/compose" compose.yaml; fi
echo Dockerfile
"$tools/node_modules/.bin/dockerfile-utils" lint Dockerfile
echo deploy/kubernetes
"$tools/python/bin/kubernetes-validate" --strict --quiet deploy/kubernetes/*.yaml
echo deploy/grafana-dashboard.json
"$tools/python/bin/python" tests/deploy/dashboard.py deploy/grafana-dashboard.json

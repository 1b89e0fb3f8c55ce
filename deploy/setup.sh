#!/usr/bin/env bash
# Brings what Utväg needs. One step each call: tools, python, assets, machine, kafka, promtool, openid. Used by the Makefile, which skips the
# steps that are up to date. Nothing is written outside this clone, except packages of the system, and those as root only.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
export UV_CACHE_DIR="$PWD/.tools/cache" UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1

# A machine with a certificate authority of its own has it in the system's store. What is set outside stands.
for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
  if [ -s "$bundle" ]; then
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}" PIP_CERT="${PIP_CERT:-$bundle}"
    export SSL_CERT_FILE="${SSL_CERT_FILE:-$bundle}"
    break
  fi
done

say() { printf '%s\n' "$*"; }
finished() { mkdir -p .stamps && touch ".stamps/$1"; }
stop() { printf 'Set-up stopped: %s\n' "$*" >&2; exit 1; }

python311() {
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3 python; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  stop "Python 3.11 with venv is missing. Install it (Debian 12: apt-get install python3.11-venv), or name it: make PYTHON=/path/to/python3.11"
}

set_up_tools() {
  say "Set-up: uv $UV_VERSION into .tools"
  local python
  python="$(python311)"
  rm -rf .tools/venv
  # A plain PATH: pip asks the compilers it finds for their versions, and some write to the home folder when asked.
  PATH=/usr/bin:/bin "$python" -m venv .tools/venv
  PATH=/usr/bin:/bin .tools/venv/bin/python -m pip install --quiet --no-cache-dir "uv==$UV_VERSION"
  finished tools
}

set_up_python() {
  say "Set-up: Python packages by uv.lock into .venv"
  # Compiled once here: every process of Utväg starts in a fourth of the time, also where Python is told to write no bytecode.
  .tools/venv/bin/uv sync --frozen --quiet --extra embedded --compile-bytecode --python "$(python311)"
  finished python
}

set_up_assets() {
  say "Set-up: style sheets by package-lock.json into .assets"
  .venv/bin/python deploy/fetch_assets.py .assets
  finished assets
}

# Java and Maven for a real Kafka, Node for a real OpenID provider, Chromium for the browser tests. Where we may not install, the tests say what they lack.
set_up_machine() {
  local wanted=()
  command -v java >/dev/null || wanted+=(default-jre-headless)
  command -v mvn >/dev/null || wanted+=(maven)
  command -v node >/dev/null || wanted+=(nodejs)
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
    || wanted+=(chromium fonts-liberation)
  [ ${#wanted[@]} -eq 0 ] && return
  local command="apt-get update && apt-get install --yes --no-install-recommends ${wanted[*]}"
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    say "Missing on this machine, for the tests on real parts: ${wanted[*]}"
    say "Install with: sudo sh -c '$command'"
    [ "${CI:-}" != true ] || stop "with CI=true nothing may be missing."
    return
  fi
  say "Set-up: $command"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update </dev/null
  apt-get -qq install --yes --no-install-recommends "${wanted[@]}" </dev/null >/dev/null
}

set_up_kafka() {
  if ! command -v mvn >/dev/null; then
    say "Apache Kafka cannot be fetched: Maven is missing. Tests that need a real Kafka say so."
    [ "${CI:-}" != true ] || stop "with CI=true nothing may be missing."
    return
  fi
  say "Set-up: Apache Kafka by deploy/kafka/pom.xml into .kafka"
  rm -rf .kafka/lib
  mvn --quiet --batch-mode -Dstyle.color=never --file deploy/kafka/pom.xml "-Dmaven.repo.local=$PWD/.kafka/repository" \
    dependency:copy-dependencies "-DoutputDirectory=$PWD/.kafka/lib" </dev/null
  finished kafka
}

# Prometheus' own checker of alert rules, out of Debian's package and without installing it: that would start a server.
set_up_promtool() {
  if command -v promtool >/dev/null; then
    finished promtool
    return
  fi
  local folder="$PWD/.tools/promtool"
  rm -rf "$folder" && mkdir -p "$folder"
  if ! (cd "$folder" && apt-get -qq download prometheus && dpkg-deb --extract prometheus_*.deb . && rm prometheus_*.deb) >/dev/null 2>&1; then
    rm -rf "$folder"
    say "promtool cannot be fetched: Debian's package prometheus is not to be had. The tests of the alert rules say so."
    [ "${CI:-}" != true ] || stop "with CI=true nothing may be missing."
    return
  fi
  say "Set-up: promtool out of Debian's package prometheus into .tools"
  find "$folder" -type f ! -name promtool -delete
  finished promtool
}

set_up_openid() {
  say "Set-up: an OpenID provider for the tests, by package-lock.json, into .openid"
  .venv/bin/python deploy/fetch_assets.py .openid tests/parts/openid/package-lock.json
  finished openid
}

case "${1:-}" in
  tools | python | assets | machine | kafka | promtool | openid) "set_up_$1" ;;
  *) stop "unknown step '${1:-}'; steps: tools, python, assets, machine, kafka, promtool, openid" ;;
esac

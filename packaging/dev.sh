#!/usr/bin/env bash
# Sets up and runs StudyDesk from its source on Debian and Ubuntu.
#   bash packaging/dev.sh setup          system libraries and .venv
#   bash packaging/dev.sh demo [ARGS]    the program on the embedded campus (without a display: the tour, into ./tour)
#   bash packaging/dev.sh test [ARGS]    lint, types and all tests
# It says what it installs and skips what is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python=.venv/bin/python
stamp=.venv/.studydesk-stamp

say() { printf '==> %s\n' "$*"; }

# Debian 13 and Ubuntu 24.04 renamed some libraries; each line lists the names one library goes by.
libraries=(
  "libegl1" "libgl1" "libfontconfig1" "libglib2.0-0t64 libglib2.0-0" "libbrotli1" "libdbus-1-3" "libxkbcommon0"  # every window, offscreen too
  "libpulse0" "libxrandr2" "libdrm2"                                                                             # sound and video
  "libxcb-cursor0" "libxcb-icccm4" "libxcb-keysyms1" "libxcb-shape0" "libxcb-xkb1" "libxkbcommon-x11-0"          # windows on X11
  "libxcb-image0" "libxcb-render-util0" "libxcb-randr0" "libxcb-xinerama0"
  "fonts-dejavu-core" "ca-certificates"
)

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o=Dpkg::Use-Pty=0 "$@"; }

missing_names() {  # prints, for each library that is not there, the name this release knows
  local names name known
  for names in "${libraries[@]}" "$@"; do
    known=""
    for name in $names; do
      if is_installed "$name"; then continue 2; fi
      if [ -z "$known" ] && apt-cache show "$name" >/dev/null 2>&1; then known=$name; fi
    done
    printf '%s\n' "${known:-${names##* }}"
  done
}

python_packages() {  # the system's own Python, where there is none that will do
  if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo python3 python3-venv | tr ' ' '\n'; fi
}

system() {
  if ! command -v apt-get >/dev/null; then say "Not a Debian or Ubuntu system: install Qt's libraries by hand"; return; fi
  local wanted
  mapfile -t wanted < <(missing_names $(python_packages))
  if [ ${#wanted[@]} = 0 ]; then say "System libraries: all there"; return; fi
  say "Refreshing the list of system packages"
  apt update
  mapfile -t wanted < <(missing_names $(python_packages))
  say "Installing system packages: ${wanted[*]}"
  apt install -y --no-install-recommends "${wanted[@]}" >/dev/null
}

fingerprint() { { python3 -V; pwd; cat pyproject.toml packaging/requirements.lock; } | sha256sum; }

environment() {
  if [ -x "$python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(fingerprint)" ]; then say "Python packages: all there (.venv)"; return; fi
  if ! [ -x "$python" ]; then say "Making .venv"; python3 -m venv .venv; fi
  say "Installing Python packages into .venv (about 270 MB to download the first time)"
  # Without compiled bytecode SQLAlchemy alone costs over a second at every start.
  "$python" -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r packaging/requirements.lock
  "$python" -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
  env -u PYTHONDONTWRITEBYTECODE "$python" -m compileall -q studydesk
  fingerprint > "$stamp"
}

setup() { system; environment; }

demo() {
  setup
  if [ $# = 0 ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    say "No display here: running the tour instead"
    QT_QPA_PLATFORM=offscreen "$python" -m studydesk demo --tour tour
    say "The pictures are in $(pwd)/tour"
    return
  fi
  "$python" -m studydesk demo "$@"
}

check() {
  setup
  say "Lint"
  .venv/bin/ruff check .
  say "Types"
  "$python" -m mypy
  say "Tests"
  "$python" -m pytest "$@"
}

case "${1:-}" in
  setup) setup ;;
  demo) shift; demo "$@" ;;
  test) shift; check "$@" ;;
  *) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac

#!/bin/sh
# Prints the path of a Chromium for the browser tests. As root on Debian it
# installs one where none is; elsewhere it says how to get one.
set -eu

if [ -n "${CHROME_PATH:-}" ]; then
  [ -x "$CHROME_PATH" ] || { echo "CHROME_PATH is $CHROME_PATH, and there is no program there." >&2; exit 1; }
  echo "$CHROME_PATH"
  exit 0
fi

find_it() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return 0
  done
  mac="/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
  [ -x "$mac" ] && echo "$mac"
}

find_it && exit 0

if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then
  echo "Installing Chromium for the browser tests…" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y --no-install-recommends chromium >&2 || { apt-get update >&2 && apt-get install -y --no-install-recommends chromium >&2; }
  find_it && exit 0
fi

cat >&2 <<'TEXT'
The browser tests need Chromium or Chrome, and none was found.
Install one (on Debian: apt-get install chromium), or set CHROME_PATH to the one you have. Then run make test again.
TEXT
exit 1

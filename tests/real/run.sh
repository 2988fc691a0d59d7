#!/usr/bin/env bash
# The tests against real servers: installs the Debian packages that are missing, runs them, stops what it started.
# Usage: tests/real/run.sh PYTHON [MARKS]. As root, or as a user who may sudo.
set -euo pipefail
python=$1
marks=${2:-services and not proof}
packages=(postfix dovecot-imapd tmux)
root=()
if [ "$(id -u)" -ne 0 ]; then root=(sudo -n); fi
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  # No service is to start, and no question to be asked, on a machine that only wanted to run tests.
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
fi
# They mostly wait: for a server, for a relaunch to fire. A proof prints what it measured, and has the machine to itself.
how=(-n 2 --maxschedchunk 1)
if [ -n "${VO_PROOF:-}" ]; then how=(-s); fi
# Postfix starts as root and gives its processes to users of its own: the tests that need it run as root.
exec "${root[@]}" env VO_NO_SKIPS="${VO_NO_SKIPS:-}" VO_PROOF="${VO_PROOF:-}" \
  "$python" -m pytest -q "${how[@]}" -p no:cacheprovider -m "$marks" tests/real

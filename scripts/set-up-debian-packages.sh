#!/bin/sh
# Installs the Debian packages that tests can use, with apt-get. Everything runs without them too: what needs a
# missing one is skipped and says so. Names may be given as arguments; default: all.
#
#   scripts/set-up-debian-packages.sh [nats-server] [chromium] [python3-zarr] [slurm-wlm] …
#
# slurm-wlm, slurmdbd, mariadb-server and munge make the SLURM that test/support/slurm starts; no service of theirs
# need run. openssh-server is for submitting over ssh, sudo for jobs of other users; the gridengine packages make the
# Grid Engine of test/support/grid-engine.ts.
set -eu

say() { printf '%s\n' "set-up-debian-packages: $*" >&2; }

[ $# -gt 0 ] || set -- nats-server chromium python3-zarr \
	slurm-wlm slurmdbd munge mariadb-server openssh-server openssh-client sudo \
	gridengine-master gridengine-exec gridengine-client

if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
	say "skipped: this is not a Debian-like machine (no apt-get). Install by other means: $*"
	exit 0
fi

missing=""
for package in "$@"; do
	status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
	[ "$status" = "install ok installed" ] || missing="$missing $package"
done
if [ -z "$missing" ]; then
	say "nothing to do: $* already there"
	exit 0
fi

if [ "$(id -u)" = 0 ]; then
	as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
	as_root="sudo -n"
else
	say "skipped: neither root nor sudo without a password. Run as root: apt-get install$missing"
	exit 0
fi

# Word splitting of $missing and $as_root is meant: package names hold no spaces.
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
# Without these answers the package of Grid Engine makes no cell.
case $missing in *gridengine*)
	for package in gridengine-common gridengine-master gridengine-exec gridengine-client; do
		printf '%s shared/gridenginemaster string localhost\n%s shared/gridengineconfig boolean true\n' "$package" "$package"
	done | $as_root debconf-set-selections
	;;
esac
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
say "installed:$missing"

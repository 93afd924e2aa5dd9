#!/bin/sh
# Makes .venv and installs requirements/$1.txt into it, by hash. Called by the Makefile.
set -eu
wanted=$1

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

refuse() {
    echo "$*" >&2
    exit 1
}

if ! is_new_enough .venv/bin/python; then
    python=
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if is_new_enough "$name"; then
            python=$name
            break
        fi
    done
    [ -n "$python" ] || refuse "Veldwerk needs Python 3.11 or newer, and there is none on this machine."
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        refuse "$("$python" -V) lacks the modules venv and ensurepip." \
            "On Debian and Ubuntu the package python3-venv brings them."
    echo "Making .venv with $("$python" -V)."
    "$python" -m venv --clear .venv || refuse "The folder .venv cannot be made here."
fi

.venv/bin/python tools/install.py "requirements/$wanted.txt"
: >".venv/installed-$wanted"

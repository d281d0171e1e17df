#!/bin/sh
# Make the virtual environment: once, from the lock, with uv when it can and pip when not.
set -eu
venv=$1

stop() { echo "$1" >&2; exit 1; }

python=""
for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || stop "Veille needs Python 3.11 or newer: install it (Debian: apt install python3), or say PYTHON=/path/to/python3 make."
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
    stop "Python's venv module is missing: install it (Debian: apt install python3-venv)."

[ -x "$venv/bin/python" ] || { echo "Making $venv with $("$python" --version)"; "$python" -m venv "$venv"; }

echo "Installing the packages of requirements.lock"
uv=$(sed -n 's/^\(uv==[0-9.]*\).*/\1/p' requirements.lock)
if "$venv/bin/python" -m pip install --quiet "$uv" 2>"$venv/setup.log" &&
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --require-hashes \
        --compile-bytecode -r requirements.lock 2>>"$venv/setup.log"; then
    :
else
    echo "uv could not install them here; pip takes over"
    # The lock is whole: pip need not look for what a package asks for, nor find a newer one of it.
    "$venv/bin/python" -m pip install --quiet --no-deps --require-hashes -r requirements.lock
fi
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
"$venv/bin/python" -m compileall -q gateway menus notifications storage
touch "$venv/.ready"

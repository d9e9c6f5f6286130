# How the lab speaks: one plain sentence, and out.

say() { printf 'lab: %s\n' "$*" >&2; }

die() { say "$*"; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# wait_for SECONDS COMMAND…: asks ten times a second, true as soon as the command is.
wait_for() {
  local tries=$(($1 * 10)); shift
  until "$@" >/dev/null 2>&1; do
    ((tries-- > 0)) || return 1
    sleep 0.1
  done
}

# Processes that outlive the command which started them, and are stopped exactly: by a number that is proven to be ours.

# ours PIDFILE prints the process number if that process lives and was started by this lab.
ours() {
  local pid
  [[ -s $1 ]] && read -r pid <"$1" && [[ $pid =~ ^[0-9]+$ ]] &&
    grep -qzFx "LAB_DIR=$LAB_DIR" "/proc/$pid/environ" 2>/dev/null && echo "$pid"
}

gone() { ! ours "$1"; }

# halt PIDFILE [SIGNAL] stops it, and insists after ten seconds.
halt() {
  local pid; pid=$(ours "$1") || return 0
  kill -s "${2:-TERM}" "$pid" 2>/dev/null || true
  wait_for 10 gone "$1" && return
  kill -s KILL "$pid" 2>/dev/null || true
  wait_for 5 gone "$1" || die "process $pid does not stop"
}

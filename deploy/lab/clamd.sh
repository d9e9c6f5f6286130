# ClamAV's clamd for the tests of documents: unpacked into the cache, not installed, for Debian's package would start it and freshclam, which
# fetches some hundred megabytes and then holds more than a gigabyte of memory. Tests give it signatures of their own.

CLAMD=$CACHE/clamd/clamd

# install_clamd never fails: without a clamd the tests that need a real one say so.
install_clamd() {
  [[ ! -x $CLAMD ]] || return 0
  fetch_clamd >"$CACHE/clamd.log" 2>&1 || say "clamd could not be fetched, and its tests will be skipped; why is in $CACHE/clamd.log"
}

fetch_clamd() {
  local folder=$CACHE/clamd.part parts
  rm -rf "$folder" "$CACHE/clamd"
  mkdir -p "$folder"
  # What is missing here of what it needs to run; its services and their settings are not.
  mapfile -t parts < <(clamd_parts)
  ((${#parts[@]} > 1)) || { ! may_be_root || as_root apt-get update; mapfile -t parts < <(clamd_parts); }
  (cd "$folder" && apt-get download "${parts[@]}") || return
  local deb; for deb in "$folder"/*.deb; do dpkg -x "$deb" "$folder" || return; rm "$deb"; done
  printf '#!/bin/sh\nhere=${0%%/*}\nexec env LD_LIBRARY_PATH="$(echo "$here"/usr/lib/*-linux-gnu)" "$here/usr/sbin/clamd" "$@"\n' >"$folder/clamd"
  chmod +x "$folder/clamd"
  printf 'DatabaseDirectory /nowhere\n' >"$folder/clamd.conf"
  "$folder/clamd" --config-file="$folder/clamd.conf" --version || return
  mv "$folder" "$CACHE/clamd"
}

clamd_parts() {
  echo clamav-daemon
  apt-get -s install --no-install-recommends clamav-daemon | awk '$1 == "Inst" && $2 ~ /^lib/ {print $2}'
}

# Asterisk, which Debian 12 does not have: taken from Debian forky into a folder of its own in the cache, run by
# bubblewrap. Nothing of it is installed on the machine.

ASTERISK_LEAST=1:22.10.1
ASTERISK_PACKAGES=asterisk,asterisk-moh-opsound-wav

# The mirror that apt already uses on Debian; a relative of Debian has none that carries forky.
debian_mirror() {
  apt-get indextargets --format '$(SITE) $(ORIGIN)' 2>/dev/null |
    awk '$2 == "Debian" && $1 !~ /security/ {print $1; exit}'
}

asterisk_version() {
  dpkg-query --admindir="$ROOT/var/lib/dpkg" -W -f '${Version}' asterisk 2>/dev/null
}

install_root() {
  mkdir -p "$CACHE"
  if [[ ! -e $ROOT/.complete ]]; then
    [[ -s $CACHE/root.tar ]] || fetch_root
    unpack_root
  fi
  local version; version=$(asterisk_version)
  dpkg --compare-versions "${version:-0}" ge "$ASTERISK_LEAST" ||
    die "Asterisk ${version:-?} in $ROOT is older than $ASTERISK_LEAST: remove $CACHE and try again"
}

fetch_root() {
  local mirror mode=unshare
  mirror=$(debian_mirror) mirror=${mirror:-http://deb.debian.org/debian}
  ((EUID != 0)) || mode=root
  say "fetching Asterisk from $mirror (about a minute)"
  rm -f "$CACHE/root.tar.part"
  mmdebstrap --mode=$mode --variant=minbase --format=tar --aptopt='Acquire::Check-Valid-Until "false"' \
    --include="$ASTERISK_PACKAGES" forky "$CACHE/root.tar.part" \
    "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror forky main" >"$CACHE/fetch.log" 2>&1 ||
    die "Asterisk could not be fetched from $mirror: is the network there? What it said is in $CACHE/fetch.log"
  mv "$CACHE/root.tar.part" "$CACHE/root.tar"
}

unpack_root() {
  rm -rf "$ROOT.part" "$ROOT"
  mkdir -p "$ROOT.part"
  tar -xf "$CACHE/root.tar" -C "$ROOT.part" --no-same-owner --exclude='./dev/*' ||
    die "$CACHE/root.tar cannot be unpacked: remove it and try again"
  touch "$ROOT.part/.complete"
  mv "$ROOT.part" "$ROOT"
}

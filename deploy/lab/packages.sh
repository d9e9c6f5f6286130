# What comes from the machine's own package sources. Only this room asks for root, and only if something is missing.

PACKAGES=(mmdebstrap uidmap bubblewrap postgresql sip-tester sipvicious baresip-core openssl chromium espeak-ng sox fonts-dejavu-core gcc libc6-dev
  ca-certificates debian-archive-keyring systemd iproute2 procps curl)

check_machine() {
  [[ $(uname -s) == Linux ]] && have apt-get && have dpkg ||
    die "this lab needs Debian 12 or a relative of it with apt; this machine is something else"
  case $(dpkg --print-architecture) in
    amd64 | arm64) ;;
    *) die "Asterisk is fetched for amd64 and arm64 only; this machine is $(dpkg --print-architecture)" ;;
  esac
}

missing_packages() {
  local p
  for p in "${PACKAGES[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null) == installed ]] || echo "$p"
  done
}

as_root() {
  if ((EUID == 0)); then env DEBIAN_FRONTEND=noninteractive "$@"
  elif [[ -t 0 ]]; then sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else sudo -n env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

may_be_root() {
  ((EUID == 0)) && return
  have sudo || return 1
  [[ -t 0 ]] || sudo -n true 2>/dev/null
}

install_packages() {
  local missing; mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  may_be_root || die "these packages are missing and only root can install them: apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  mkdir -p "$CACHE"
  { as_root apt-get update && keep_postgres_quiet &&
    as_root apt-get install -y --no-install-recommends "${missing[@]}"; } >"$CACHE/apt.log" 2>&1 ||
    die "apt could not install the packages: is the network there? What it said is in $CACHE/apt.log"
}

# Debian starts a system cluster with the first server package; the lab has its own and leaves the machine alone.
keep_postgres_quiet() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' postgresql-common 2>/dev/null) != installed ]] || return 0
  as_root apt-get install -y --no-install-recommends postgresql-common &&
    as_root sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
}

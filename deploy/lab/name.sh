# A lab by its name: its own folder, ports and password, so that two labs never meet.

# name_lab NAME sets what every other room uses.
name_lab() {
  LAB_NAME=$1
  [[ $LAB_NAME =~ ^[a-z][a-z0-9-]*$ ]] || die "a lab's name is small letters, digits and dashes"
  [[ $CHECKOUT != *[[:space:]]* ]] || die "the path of this checkout has a blank in it; move it to one without"
  LAB_DIR=$CHECKOUT/.lab/$LAB_NAME
  [[ -n ${LAB_PORT:-} ]] || remember_ports
  case $LAB_NAME in
    up) LAB_PORT=${LAB_PORT:-8116} LAB_RTP=${LAB_RTP:-20000} ;;
    test) LAB_PORT=${LAB_PORT:-9116} LAB_RTP=${LAB_RTP:-21000} ;;
    *) [[ -n ${LAB_PORT:-} && -n ${LAB_RTP:-} ]] ||
         die "the lab '$LAB_NAME' needs LAB_PORT (the first of six ports) and LAB_RTP (the first of a thousand)" ;;
  esac
  [[ $LAB_PORT =~ ^[1-9][0-9]{3,4}$ && $LAB_RTP =~ ^[1-9][0-9]{3,4}$ ]] && ((LAB_PORT <= 65500 && LAB_RTP <= 64500)) ||
    die "LAB_PORT and LAB_RTP are ports: numbers from 1000 to 65500 and 64500"
  HTTP_PORT=$((LAB_PORT + 1)) PG_PORT=$((LAB_PORT + 2)) SIP_PORT=$((LAB_PORT + 3)) DUTY_PORT=$((LAB_PORT + 4)) DESK_PORT=$((LAB_PORT + 5))
  # Where Asterisk's own certificate is; Asterisk sees the folder as /etc/asterisk/door.
  DOOR=$LAB_DIR/asterisk/etc/door
  # The carrier of the lab. Not 127.0.0.1, where the service lives, or each would be taken for the other.
  TRUNK_ADDRESS=127.0.0.116
  # Where the lab's desk phones come from.
  DESK_ADDRESS=127.0.0.117
  # Of the lab "tls" only; baresip cannot choose from which of this machine's addresses it calls.
  TLS_TRUNK_ADDRESS=127.0.0.1 TLS_PORT=$DUTY_PORT
}

# remember_ports takes them from the lab's last start.
remember_ports() {
  LAB_PORT=$(sed -n 's/^LAB_PORT=//p' "$LAB_DIR/env" 2>/dev/null) || true
  LAB_RTP=${LAB_RTP:-$(sed -n 's/^LAB_RTP=//p' "$LAB_DIR/env" 2>/dev/null)} || true
}

# open_lab makes the folder and its password, once, and writes down the settings.
open_lab() {
  mkdir -p "$LAB_DIR/log" "$LAB_DIR/spool"
  chmod 700 "$LAB_DIR"
  [[ -s $LAB_DIR/password ]] ||
    (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$LAB_DIR/password")
  PASSWORD=$(<"$LAB_DIR/password")
  write_env
}

# port_free tcp|udp PORT reads the kernel's own table.
port_free() {
  local hex; hex=$(printf ':%04X' "$2")
  if [[ $1 == tcp ]]; then
    ! awk -v p="$hex" '$4 == "0A" && substr($2, length($2) - 4) == p {found = 1} END {exit !found}' /proc/net/tcp /proc/net/tcp6 2>/dev/null
  else
    ! awk -v p="$hex" 'substr($2, length($2) - 4) == p {found = 1} END {exit !found}' /proc/net/udp /proc/net/udp6 2>/dev/null
  fi
}

need_port() {
  port_free "$1" "$2" || die "$1 port $2, for $3, is taken by another program: stop it, or choose another LAB_PORT"
}

# Certificates of the lab: Asterisk's for the service, and an authority of its own for the desk phones and for the carrier of the lab "tls".

TLS() { printf '%s' "$LAB_DIR/asterisk/etc/tls"; }

# certificate WHERE NAME ADDRESS OPENSSL-ARGUMENTS…: for 30 days, as WHERE/NAME.crt and .key
certificate() {
  local where=$1 name=$2 address=$3; shift 3
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$name" \
    ${address:+-addext "subjectAltName=IP:$address"} "$@" -keyout "$where/$name.key" -out "$where/$name.crt" 2>"$LAB_DIR/log/openssl" ||
    die "the lab's certificates cannot be made; why is in $LAB_DIR/log/openssl"
}

# make_door gives Asterisk's HTTP a certificate that is good for some days more.
make_door() {
  mkdir -p "$DOOR"
  openssl x509 -in "$DOOR/http.crt" -noout -checkend 600000 >/dev/null 2>&1 || certificate "$DOOR" http 127.0.0.1
}

make_certificates() {
  local d who; d=$(TLS)
  mkdir -p "$d"
  ! openssl x509 -in "$d/carrier.crt" -noout -checkend 600000 >/dev/null 2>&1 || return 0
  certificate "$d" ca ''
  for who in helpline:127.0.0.1 carrier:$TLS_TRUNK_ADDRESS; do
    certificate "$d" "${who%%:*}" "${who#*:}" -CA "$d/ca.crt" -CAkey "$d/ca.key"
  done
}

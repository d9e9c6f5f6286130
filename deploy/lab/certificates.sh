# Certificates for the lab "tls", whose carrier speaks TLS: an authority of its own, one for us, one for the carrier.

TLS() { printf '%s' "$LAB_DIR/asterisk/etc/tls"; }

make_certificates() {
  local d who; d=$(TLS)
  mkdir -p "$d"
  [[ ! -s $d/carrier.crt ]] || return 0
  local new=(openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30)
  "${new[@]}" -subj "/CN=lab authority" -keyout "$d/ca.key" -out "$d/ca.crt" 2>/dev/null
  for who in helpline:127.0.0.1 carrier:$TLS_TRUNK_ADDRESS; do
    "${new[@]}" -subj "/CN=${who%%:*}" -addext "subjectAltName=IP:${who#*:}" -CA "$d/ca.crt" -CAkey "$d/ca.key" \
      -keyout "$d/${who%%:*}.key" -out "$d/${who%%:*}.crt" 2>"$LAB_DIR/log/openssl" ||
      die "the lab's certificates cannot be made; why is in $LAB_DIR/log/openssl"
  done
}

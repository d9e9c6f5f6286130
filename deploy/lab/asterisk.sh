# A private Asterisk from the cached root, with deploy/asterisk as its configuration.

AST() { printf '%s' "$LAB_DIR/asterisk"; }

# world sets WORLD, the command line before any command of Asterisk's: its root read-only, this lab's folders where it writes.
world() {
  local a; a=$(AST)
  # Debian gives an ordinary user no sbin, and Asterisk lives there.
  WORLD=(env "LAB_DIR=$LAB_DIR" PATH=/usr/sbin:/usr/bin:/sbin:/bin bwrap --unshare-user)
  ((EUID != 0)) || WORLD+=(--uid 0 --gid 0)
  WORLD+=(--ro-bind "$ROOT" / --ro-bind "$LAB_DIR/hosts" /etc/hosts --dev /dev --ro-bind /proc /proc --tmpfs /tmp
    --ro-bind "$LAB_DIR/sounds" /usr/share/asterisk/sounds
    --ro-bind "$a/etc" /etc/asterisk --bind "$a/run" /run --bind "$a/spool" /var/spool/asterisk
    --bind "$LAB_DIR/log/asterisk" /var/log/asterisk --bind "$a/lib" /var/lib/asterisk
    --bind "$a/cache" /var/cache/asterisk --chdir / --)
}

inside() { local WORLD; world; "${WORLD[@]}" "$@"; }

fill_config() {
  local file text key modules
  modules=$(cd "$ROOT" && echo usr/lib/*/asterisk/modules)
  mkdir -p "$(AST)"/{etc,run/asterisk,spool,lib/keys,cache} "$LAB_DIR/log/asterisk"
  local -A value=([MODULES]=/$modules [ENTITY_ID]=02:00:00:00:01:16 [LANGUAGE]=sq
    [HTTP_PORT]=$HTTP_PORT [ARI_USER]=alo116 [DOOR]=/etc/asterisk/door
    [SIP_ADDRESS]=127.0.0.1 [SIP_PORT]=$SIP_PORT [TRUNK_ADDRESS]=$TRUNK_ADDRESS/32
    [DESK_NETWORK]=$DESK_ADDRESS/32 [DESK_PORT]=$DESK_PORT [DESK_CERT]=/etc/asterisk/tls/helpline.crt [DESK_KEY]=/etc/asterisk/tls/helpline.key
    [RTP_START]=$LAB_RTP [RTP_END]=$((LAB_RTP + 999)) [MUSIC]=/usr/share/asterisk/moh
    [EMERGENCY]=PJSIP/112@outside [AGENCY]='PJSIP/${EXTEN}@outside' [CALLBACK]='PJSIP/${EXTEN}@outside'
    [DUTY]=PJSIP/duty [DUTY_CONTACT]=sip:duty@$TRUNK_ADDRESS:$DUTY_PORT [DUTY_AFTER]=20 [DUTY_AGAIN]=60)
  make_door
  (umask 077 && echo "password = $PASSWORD" >"$DOOR/ari-password.conf")
  # The lab's callers speak UDP in the clear, but for the lab "tls", which has the trunk as it is shipped.
  local trunk=$CHECKOUT/deploy/udp/asterisk/trunk.conf
  make_certificates
  if [[ $LAB_NAME == tls ]]; then
    trunk=
    value+=([TRUNK_ADDRESS]=$TLS_TRUNK_ADDRESS/32 [SIP_PORT]=$TLS_PORT [DUTY_CONTACT]="sip:duty@$TLS_TRUNK_ADDRESS:$SIP_PORT;transport=tls" [TLS_CERT]=/etc/asterisk/tls/helpline.crt
      [TLS_KEY]=/etc/asterisk/tls/helpline.key [TLS_CA]=/etc/asterisk/tls/ca.crt)
  fi
  # Tests will not wait as long as a caller may.
  [[ $LAB_NAME == up ]] || value[DUTY_AFTER]=4 value[DUTY_AGAIN]=4
  # Added to the end of what every helpline has: what every lab has, and deploy/NAME/asterisk, what one has of its own.
  rm -f "$(AST)"/etc/*.conf
  for file in "$CHECKOUT/deploy/asterisk"/*.conf "$CHECKOUT/deploy/lab/asterisk"/*.conf "$CHECKOUT/deploy/$LAB_NAME/asterisk"/*.conf "$trunk"; do
    [[ -e $file && (! $trunk || $file == "$trunk" || ${file##*/} != trunk.conf) ]] || continue
    text=$(<"$file")
    for key in "${!value[@]}"; do text=${text//@$key@/${value[$key]}}; done
    printf '%s\n' "$text" >>"$(AST)/etc/${file##*/}"
  done
}

# Asterisk asks for this machine's own address at each leg: without a hosts file that is a question to a
# name server, and when one is lost all telephony stands still for 5 s.
name_host() {
  [[ -e $ROOT/etc/hosts ]] || : >"$ROOT/etc/hosts"
  printf '127.0.0.1 localhost %s\n' "$(uname -n)" >"$LAB_DIR/hosts"
}

booted() { inside asterisk -rx 'core waitfullybooted'; }

start_asterisk() {
  ours "$(AST)/run/asterisk/asterisk.pid" >/dev/null && return
  [[ -e $ROOT/.complete ]] || die "Asterisk is not there yet: run deploy/lab/lab install"
  need_port tcp "$HTTP_PORT" "Asterisk's HTTP"
  need_port udp "$SIP_PORT" "Asterisk's SIP"
  need_port tcp "$DESK_PORT" "the desk phones"
  make_prompts
  fill_config
  name_host
  local WORLD log=$LAB_DIR/log/asterisk/messages; world
  [[ ! -s $log ]] || mv "$log" "$log.before"
  ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
  setsid -f "${WORLD[@]}" asterisk -nf </dev/null >"$LAB_DIR/log/asterisk/console" 2>&1
  wait_for 20 booted || die "Asterisk does not start; why is in $LAB_DIR/log/asterisk"
  ! grep -m 3 -E 'WARNING|ERROR' "$log" >&2 || die "Asterisk does not like deploy/asterisk; more is in $log"
}

stop_asterisk() { halt "$(AST)/run/asterisk/asterisk.pid" "${1:-TERM}"; }

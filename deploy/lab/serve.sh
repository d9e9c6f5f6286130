# The whole product in one terminal: the lab, the service and demo people; when the terminal goes, all of it goes.

DEMO_PASSWORD=provo-e-provo

# with COMMAND…: runs it in the lab's environment, and leaves the lab as it found it.
with() {
  status >/dev/null || trap '"$HERE/lab" "$LAB_NAME" down' EXIT
  "$HERE/lab" "$LAB_NAME" up
  load_env
  "$@"
}

load_env() { set -a; source "$LAB_DIR/env"; set +a; }

serve() {
  SERVICE=$CHECKOUT/bin/alo116 MOURNER=
  [[ -x $SERVICE ]] || die "the service is not built: make build"
  need_port tcp "$LAB_PORT" "the service"
  trap stop_all EXIT
  trap 'exit 0' INT TERM HUP
  mourn
  "$HERE/lab" "$LAB_NAME" up
  load_env
  furnish
  introduce
  ALO116_LOG=${ALO116_LOG:-console} "$SERVICE" serve &
  echo $! >"$LAB_DIR/service.pid"
  wait $!
}

# mourn has another process end the lab if this shell is killed without hearing of it, or its terminal has gone
# without telling it: only the first process of a terminal is told, and that may be make.
mourn() {
  local terminal=; [[ ! -t 0 ]] || terminal=yes
  setsid bash -c 'while kill -0 "$1" && [[ ! $4 || -t 0 ]]; do sleep 0.5; done; kill "$1"; exec "$2" "$3" down' mourn \
    $$ "$HERE/lab" "$LAB_NAME" "$terminal" <&0 >/dev/null 2>&1 &
  MOURNER=$!
}

stop_all() {
  trap '' INT TERM HUP
  "$HERE/lab" "$LAB_NAME" down
  kill "$MOURNER" || true
  say "stopped; your data stays in $LAB_DIR until make clean"
}

# furnish makes keys, tables and demo people, each once.
furnish() {
  [[ -s $ALO116_KEY_FILE ]] || "$SERVICE" keys new "$ALO116_KEY_FILE" >/dev/null
  "$SERVICE" migrate
  local there; there=$("$SERVICE" user list)
  demo_person arta "Arta Hoxha" psychologist
  demo_person besa "Besa Krasniqi" psychologist
  demo_person dritan "Dritan Leka" social_worker
  demo_person drita-sup "Drita Marku" supervisor
}

demo_person() {
  [[ $there != *"$1"* ]] || return 0
  "$SERVICE" user add "$1" --name "$2" --role "$3" --own <<<"$DEMO_PASSWORD" >/dev/null
}

introduce() {
  cat <<EOF

  ALO 116 is at   https://localhost:$LAB_PORT      (its certificate is its own: let the browser go on)
  Sign in as      arta, besa (psychologists), dritan (social worker), drita-sup (supervisor)
  Password        $DEMO_PASSWORD
  Call a line     make call LINE=116111        or LINE=116000, and ANONYMOUS=1 for a withheld number
  Stop            Ctrl-C

EOF
}

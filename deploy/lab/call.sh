# A test caller: SIPp as the child, on the trunk's address.

call() {
  (($#)) || die "which line? deploy/lab/lab $LAB_NAME call 116111"
  local line=$1; shift
  local from=+355690000042 seconds=60 privacy='' anonymous=
  while (($#)); do
    case $1 in
      --anonymous) anonymous=1 ;;
      --from) from=$2; shift ;;
      --seconds) seconds=$2; shift ;;
      --privacy) privacy=$2; shift ;;
      *) die "call does not know $1" ;;
    esac
    shift
  done
  [[ $line =~ ^[0-9]+$ ]] || die "a line is a number: make call LINE=116111"
  [[ $seconds =~ ^[1-9][0-9]{0,4}$ ]] || die "seconds are a whole number: make call SECONDS=60"
  [[ $from =~ ^\+?[0-9]+$ ]] || die "a caller's number is digits: make call FROM=+355690000042"
  have sipp || die "SIPp is not installed: run deploy/lab/lab install"
  [[ -s $LAB_DIR/child.al ]] || die "the lab '$LAB_NAME' is not up: deploy/lab/lab $LAB_NAME up"
  place_call "$line" "$seconds" "$(from_header "$from" "$anonymous")" "$(identity_headers "$from" "$anonymous" "$privacy")"
}

from_header() {
  if [[ $2 ]]; then echo '"Anonymous" <sip:anonymous@anonymous.invalid>'
  else echo "<sip:$1@$TRUNK_ADDRESS>"; fi
}

# A carrier asserts the number even of a caller who withholds it, and says so in Privacy.
identity_headers() {
  printf 'P-Asserted-Identity: <sip:%s@%s>' "$1" "$TRUNK_ADDRESS"
  if [[ $3 || $2 ]]; then printf '\nPrivacy: %s' "${3:-id}"; fi
}

# scenario LINE-INDEPENDENT parts: prints call.xml with the words in @@ filled.
scenario() {
  local text; text=$(<"$HERE/sipp/call.xml")
  text=${text//@HOLD_MS@/$(($1 * 1000))}
  text=${text//@FROM@/$2}
  text=${text//@IDENTITY@/$3}
  printf '%s\n' "${text//@SPEECH@/$LAB_DIR/child.al}"
}

# hang_up PROCESS CALL-ID PORT tells the scenario that the child has had enough, until it is gone.
hang_up() {
  local tries=50 # ten seconds: a busy machine may take some of them to answer the call at all
  while kill -0 "$1" 2>/dev/null && ((tries-- > 0)); do
    printf 'MESSAGE sip:child SIP/2.0\r\nVia: SIP/2.0/UDP lab\r\nFrom: <sip:lab>;tag=l\r\nTo: <sip:child>\r\nCall-ID: %s\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n' \
      "$2" | dd bs=4k iflag=fullblock status=none >"/dev/udp/$TRUNK_ADDRESS/$3" || true # dd: in one datagram, not one a line
    sleep 0.2
  done
  kill "$1" 2>/dev/null || true
}

free_udp_port() {
  local port
  until port=$((30000 + RANDOM % 2000)) && port_free udp "$port"; do :; done
  echo "$port"
}

place_call() {
  local folder port pid rc=0; folder=$(mktemp -d) port=$(free_udp_port)
  scenario "$2" "$3" "$4" >"$folder/call.xml"
  say "calling $1; Ctrl-C hangs up"
  cd "$folder"
  trap 'hang_up $pid "child-$port" "$port"' INT TERM HUP
  TERM=dumb setsid sipp "127.0.0.1:$SIP_PORT" -sf call.xml -s "$1" -i "$TRUNK_ADDRESS" -mi "$TRUNK_ADDRESS" -p "$port" \
    -cid_str "child-$port" -m 1 -nostdin -trace_err -error_file errors >out 2>&1 &
  pid=$!
  until wait "$pid" || true; ! kill -0 "$pid" 2>/dev/null; do :; done # a signal ends wait, not the child
  wait "$pid" || rc=$?
  local unknown=; ! grep -qs 'SIP/2.0 404' errors || unknown=1
  ((rc == 0)) || [[ $unknown || ! -s errors ]] || tail -n +2 errors | head -n 3 >&2
  cd /
  rm -rf "$folder"
  [[ ! $unknown ]] || die "there is no line $1: deploy/policy.json and deploy/asterisk/lines.conf have the lines"
  ((rc == 0)) || die "the call did not end as it should"
  say "the call has ended"
}

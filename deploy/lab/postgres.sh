# A private PostgreSQL: own data folder, loopback only, never the machine's own cluster.

pg_bin() {
  local newest
  newest=$(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n 1)
  [[ -x $newest ]] || die "PostgreSQL is not installed: run deploy/lab/lab install"
  dirname "$newest"
}

# PostgreSQL refuses to run as root; inside a user namespace whose one user is its own, root is not root.
as_postgres() {
  if ((EUID == 0)); then
    bwrap --dev-bind / / --unshare-user --uid "$(id -u postgres)" --gid "$(id -g postgres)" -- "$@"
  else "$@"; fi
}

start_postgres() {
  local data=$LAB_DIR/postgres bin; bin=$(pg_bin)
  [[ -e $data/.complete ]] || make_cluster "$bin" "$data"
  ours "$data/postmaster.pid" >/dev/null || run_postgres "$bin" "$data"
  [[ -e $data/.peopled-apart ]] || people_cluster "$bin" "$data"
}

run_postgres() {
  need_port tcp "$PG_PORT" PostgreSQL
  bury "$2"
  as_postgres env LAB_DIR="$LAB_DIR" "$1/pg_ctl" -D "$2" -l "$LAB_DIR/log/postgres" -w -t 30 start >/dev/null 2>&1 ||
    die "PostgreSQL does not start; why is in $LAB_DIR/log/postgres"
}

unused() { ! readlink /proc/[0-9]*/cwd 2>/dev/null | grep -qxF "$1"; }

# bury removes what a killed PostgreSQL left, as soon as nobody works in its folder: where the dead are not
# collected, as in many containers, PostgreSQL itself would believe that they live.
bury() {
  wait_for 5 unused "$1" || die "another PostgreSQL works in $1: stop it"
  rm -f "$1/postmaster.pid"
}

make_cluster() {
  say "making a database cluster"
  rm -rf "$2"
  as_postgres "$1/initdb" -D "$2" -U lab --pwfile="$LAB_DIR/password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 >"$LAB_DIR/log/initdb" 2>&1 ||
    die "the database cluster cannot be made; why is in $LAB_DIR/log/initdb"
  {
    echo "listen_addresses = '127.0.0.1'"
    echo "port = $PG_PORT"
    echo "unix_socket_directories = ''"
    echo "max_connections = 200"
    # Tests throw their data away; a lab that people use keeps its word after a power cut.
    [[ $LAB_NAME == up ]] || printf '%s = off\n' fsync synchronous_commit full_page_writes
  } >>"$2/postgresql.conf"
  touch "$2/.complete"
}

# The service's role may use its database and nothing else, and does not own its tables; tests make databases as "lab".
people_cluster() {
  local psql=("$1/psql" -qXw -h 127.0.0.1 -p "$PG_PORT" -U lab -d postgres -v ON_ERROR_STOP=1) role
  {
    PGPASSWORD=$PASSWORD "${psql[@]}" -f "$CHECKOUT/deploy/postgresql/roles.sql" &&
      for role in alo116 alo116_owner; do
        PGPASSWORD=$PASSWORD "${psql[@]}" -c "alter role $role password '$PASSWORD'" || return
      done
  } >/dev/null || die "the database cannot be made"
  touch "$2/.peopled-apart"
}

stop_postgres() { halt "$LAB_DIR/postgres/postmaster.pid" "${1:-INT}"; }

# What the service and the tests must know of this lab, as KEY=VALUE lines without quotes.

write_env() {
  (umask 077 && settings >"$LAB_DIR/env.part")
  mv "$LAB_DIR/env.part" "$LAB_DIR/env"
}

settings() {
  cat <<EOF
ALO116_DATABASE_URL=postgres://alo116:$PASSWORD@127.0.0.1:$PG_PORT/alo116?sslmode=disable
ALO116_OWNER_URL=postgres://alo116_owner:$PASSWORD@127.0.0.1:$PG_PORT/alo116?sslmode=disable
ALO116_TEST_DATABASE_URL=postgres://lab:$PASSWORD@127.0.0.1:$PG_PORT/postgres?sslmode=disable
ALO116_ARI_URL=http://127.0.0.1:$HTTP_PORT/ari
ALO116_ARI_USER=alo116
ALO116_ARI_PASSWORD=$PASSWORD
ALO116_ARI_APP=alo116
ALO116_LISTEN=127.0.0.1:$LAB_PORT
ALO116_TLS=self-signed
ALO116_SECOND_FACTOR=offered
ALO116_KEY_FILE=$LAB_DIR/keys.json
ALO116_KEYRING_DIR=$LAB_DIR/keyring
ALO116_POLICY_FILE=$CHECKOUT/deploy/policy.json
ALO116_DIRECTORY_FILE=$CHECKOUT/deploy/directory.json
ALO116_SPOOL_DIR=$LAB_DIR/spool
ALO116_REGION=AL
LAB_NAME=$LAB_NAME
LAB_DIR=$LAB_DIR
LAB_PORT=$LAB_PORT
LAB_RTP=$LAB_RTP
LAB_COMMAND=$CHECKOUT/deploy/lab/lab
LAB_ASTERISK_WS=ws://127.0.0.1:$HTTP_PORT/ws
LAB_SIP_ADDRESS=127.0.0.1
LAB_SIP_PORT=$SIP_PORT
LAB_TRUNK_ADDRESS=$TRUNK_ADDRESS
LAB_DUTY_PORT=$DUTY_PORT
LAB_SIPP=$CHECKOUT/deploy/lab/sipp
LAB_SPEECH=$LAB_DIR/child.al
EOF
}

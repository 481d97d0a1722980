#!/bin/bash
# coturn on both loopback addresses: user alice, password s3cret, realm example.org.
#
#   coturn.sh PORT FIRST-RELAYED-PORT LAST-RELAYED-PORT [OPTION…]
#
# Prints "ready" when it answers, or "failed: …". Ends, and removes what it made, when its input ends.
set -u
PATH=$PATH:/usr/sbin:/sbin
port=$1 first=$2 last=$3
shift 3
folder=$(mktemp -d) || exit 1
daemon=

cleanup() {
  [ -n "$daemon" ] && kill "$daemon" 2>/dev/null && wait "$daemon" 2>/dev/null
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 1' TERM INT HUP

turnserver -n --listening-ip=127.0.0.1 --listening-ip=::1 --relay-ip=127.0.0.1 --relay-ip=::1 \
  --listening-port="$port" --min-port="$first" --max-port="$last" \
  --realm=example.org --lt-cred-mech --user=alice:s3cret \
  --allow-loopback-peers --fingerprint --no-tls --no-dtls --no-tcp --no-cli --no-multicast-peers \
  --pidfile="$folder/pid" --userdb="$folder/db" --log-file=stdout --simple-log "$@" </dev/null >"$folder/log" 2>&1 &
daemon=$!
for _ in $(seq 100); do
  kill -0 "$daemon" 2>/dev/null || break
  if timeout 1 turnutils_stunclient -p "$port" 127.0.0.1 </dev/null 2>/dev/null | grep -q 'reflexive'; then
    echo ready
    while read -r _; do :; done
    exit 0
  fi
  sleep 0.1
done
echo "failed: $(tail -n 1 "$folder/log")"

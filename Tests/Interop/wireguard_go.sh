#!/bin/bash
# One wireguard-go whose tunnel device stands in a network namespace of its own while its socket stays on loopback.
#
#   wireguard_go.sh NAME PRIVATE_KEY PORT PEER_PUBLIC_KEY PSK|none ENDPOINT|none
#
# NAME is both interface and namespace. 10.98.0.1 is behind the daemon, 10.98.0.2 behind the peer. Prints "ready";
# then answers each line "ping" with "ping ok" or "ping failed". Ends, and removes what it made, when its input ends.
set -u
name=$1 private=$2 port=$3 peer=$4 psk=$5 endpoint=$6
daemon=

cleanup() {
  [ -n "$daemon" ] && kill "$daemon" 2>/dev/null && wait "$daemon" 2>/dev/null
  ip netns del "$name" 2>/dev/null
  rm -f "/var/run/wireguard/$name.sock"
}
trap cleanup EXIT
trap 'exit 1' TERM INT HUP

fail() { echo "failed: $1"; exit 1; }

ip netns add "$name" || fail "no network namespace"
WG_PROCESS_FOREGROUND=1 wireguard-go -f "$name" </dev/null >/dev/null 2>&1 &
daemon=$!
for _ in $(seq 50); do
  [ -S "/var/run/wireguard/$name.sock" ] && break
  sleep 0.1
done
[ -S "/var/run/wireguard/$name.sock" ] || fail "wireguard-go did not start"

ip link set "$name" netns "$name" || fail "the tunnel device stays where it is"
options=(allowed-ips 10.98.0.2/32)
[ "$endpoint" = none ] || options+=(endpoint "$endpoint")
# A key of zeros is what WireGuard mixes in where none is shared.
[ "$psk" != none ] || psk=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
wg set "$name" private-key <(echo "$private") listen-port "$port" peer "$peer" \
  preshared-key <(echo "$psk") "${options[@]}" || fail "wg set"
ip -n "$name" addr add 10.98.0.1/24 dev "$name" || fail "address"
ip -n "$name" link set "$name" up || fail "link up"
echo ready

while read -r command; do
  [ "$command" = ping ] || continue
  if ip netns exec "$name" ping -c 3 -i 0.2 -W 4 10.98.0.2 >/dev/null 2>&1 </dev/null; then
    echo "ping ok"
  else
    echo "ping failed"
  fi
done

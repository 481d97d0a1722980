#!/usr/bin/env bash
# Portal, relay, gateway and client of `mycorp` as processes in network namespaces, for a test that attaches to them.
#   live-town.sh PROGRAM FOLDER COMMAND …
# Brings them up with their control sockets in FOLDER/run and a web server behind the gateway, runs COMMAND, takes all down.
# Ends with COMMAND's status. With FZSH_RECORD everybody is recorded, into FOLDER/NAME.fzb.
set -euo pipefail
program=$1 folder=$2
shift 2
PATH=$PATH:/usr/sbin:/sbin
mark=fz$$
spaces=(open portal relay-1 gateway client httpbin)
pids=()

take_down() {
  local pid space
  for pid in ${pids[@]+"${pids[@]}"}; do kill "$pid" 2>/dev/null || true; done
  for pid in ${pids[@]+"${pids[@]}"}; do wait "$pid" 2>/dev/null || true; done
  for space in "${spaces[@]}"; do ip netns delete "$mark-$space" 2>/dev/null || true; done
  rm -rf "/etc/netns/$mark-gateway"
}
trap take_down EXIT

at() { ip netns exec "$mark-$1" "${@:2}"; }

connect() { # NODE, the last part of its addresses
  ip -n "$mark-open" link add "to-$1" type veth peer name eth0 netns "$mark-$1"
  ip -n "$mark-open" link set "to-$1" master street up
  at "$1" ip address add "203.0.113.$2/24" dev eth0
  at "$1" ip address add "203:0:113::$2/64" dev eth0 nodad
  at "$1" ip link set eth0 up
}

for space in "${spaces[@]}"; do
  ip netns add "$mark-$space"
  at "$space" ip link set lo up
done
ip -n "$mark-open" link add street type bridge
ip -n "$mark-open" link set street up
connect portal 10
connect relay-1 101
connect client 30
connect gateway 31
ip -n "$mark-gateway" link add lan type veth peer name eth0 netns "$mark-httpbin"
at gateway ip address add 172.20.0.1/16 dev lan
at gateway ip address add 172:20::1/64 dev lan nodad
at gateway ip link set lan up
at gateway ip route add 172.21.0.0/24 dev lan
at gateway sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
at httpbin ip address add 172.20.0.100/16 dev eth0
at httpbin ip address add 172.21.0.101/24 dev eth0
at httpbin ip address add 172:20::100/64 dev eth0 nodad
at httpbin ip link set eth0 up
at httpbin ip route add default via 172.20.0.1
at httpbin ip -6 route add default via 172:20::1
# What the gateway's own system knows of names.
mkdir -p "/etc/netns/$mark-gateway" "$folder/run"
chmod 700 "$folder/run"
echo '172.21.0.101 download.httpbin' >"/etc/netns/$mark-gateway/hosts"

until_told() { # NAME WORDS
  for ((tries = 0; tries < 300; tries++)); do
    ! grep -q -- "$2" "$folder/$1.log" || return 0
    sleep 0.1
  done
  tail -n 3 "$folder/$1.log" >&2
  exit 99
}

node() { # NAME TOKEN ARGUMENTS…
  local name=$1 token=$2
  shift 2
  FIREZONE_API_URL=ws://203.0.113.10:8081 FIREZONE_TOKEN_PATH=$folder/tokens/$token.token FIREZONE_ID=$name FIREZONE_NAME=$name \
    ip netns exec "$mark-$name" "$program" node "$@" ${FZSH_RECORD:+--record "$folder/$name.fzb"} --control "$folder/run/" >"$folder/$name.log" 2>&1 &
  pids+=($!)
  echo $! >"$folder/$name.pid"
}

ip netns exec "$mark-portal" "$program" node portal --state none --tokens "$folder/tokens" ${FZSH_RECORD:+--record "$folder/portal.fzb"} \
  --control "$folder/run/" >"$folder/portal.log" 2>&1 &
pids+=($!)
echo $! >"$folder/portal.pid"
until_told portal 'at port'
node relay-1 relays relay --ipv4 203.0.113.101 --ipv6 203:0:113::101
until_told relay-1 'state=joined'
node gateway mycro-aws-gws gateway
node client client client
until_told gateway 'interface'
until_told client 'interface'
ip netns exec "$mark-httpbin" python3 -u -c '
import http.server, socket
server = http.server.ThreadingHTTPServer
server.address_family = socket.AF_INET6
http = server(("::", 80), http.server.SimpleHTTPRequestHandler)
print("serves", flush=True)
http.serve_forever()' >"$folder/httpbin.log" 2>&1 &
pids+=($!)
until_told httpbin serves
export FZSH_TOWN=$mark
"$@"

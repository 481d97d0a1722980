#!/usr/bin/env bash
# Disks that are full: a portal serves on from its memory, says so, and catches up by itself; nodes whose output or recording
# goes nowhere go on.
. "$(dirname "$0")/lib.sh"
only_in_namespaces
bring_up
state=/var/lib/fzsh/portal
health() { town exec portal curl -fsS http://localhost:8081/healthz; }
# until_health WORDS
until_health() {
  local tries
  for ((tries = 0; tries < 100; tries++)); do [[ $(health) != "$1" ]] || return 0; sleep 0.1; done
  echo "healthz says $(health), not $1" >&2
  return 1
}
well='{"status":"ok"}' trouble='{"status":"ok","state":"not kept"}'

# A small disk of its own, and nothing left of it.
town stop portal
town exec portal mount -t tmpfs -o size=1m,mode=700 full "$state"
town start portal
recovers
[[ $(health) == "$well" ]]
town exec portal sh -c "dd if=/dev/zero of=$state/ballast bs=1k 2>/dev/null || true"
# What is authorized is authorized, whatever the disk does; enough for a page more.
for ((i = 0; i < 20; i++)); do
  town exec fzsh fzsh attach -c 'revoke "MyCorp Network" for client on gateway'
  client curl -s -m 2 -o /dev/null "${httpbin[0]}" || true
  [[ $(health) != "$trouble" ]] || break
done
until_health "$trouble"
(($(told 'is full' portal) > 0))
curl_both
town restart gateway
recovers
created=$(told 'authorization\.created' portal)

town exec portal rm "$state/ballast"
until_health "$well"
# All of it is there now, also for a portal that is killed.
town kill portal
town start portal
kept=$(($(town exec portal fzsh node audit --lab scripts/labs/compose.yaml --format csv | wc -l) - 1))
((kept == created)) || { echo "$created authorizations were told of, $kept are kept" >&2 && exit 1; }
recovers

# A client and a gateway whose words nobody can write down, and a recording that finds no room.
for node in client gateway; do
  town stop "$node"
  town exec "$node" sh -c "mkdir -p /run/small && mount -t tmpfs -o size=64k small /run/small &&
    nohup serve-node $node --record /run/small/node.fzb >/dev/full 2>/run/small/errors & echo \$! >/run/service.pid"
done
recovers
download "$big"
for node in client gateway; do
  # shellcheck disable=SC2016 # for the shell within
  town exec "$node" sh -c 'kill -0 "$(cat /run/service.pid)"'
  # What there was room for can be replayed.
  town exec "$node" fzsh bundle /run/small/node.fzb >/dev/null
done

#!/usr/bin/env bash
# A node that becomes another user keeps one capability, and works as before.
. "$(dirname "$0")/lib.sh"
bring_up

for node in client gateway; do
  town stop "$node"
  town exec "$node" sh -c "nohup serve-node $node --user nobody >/run/$node.log 2>&1 & echo \$! >/run/service.pid"
  for ((tries = 0; tries < 100; tries++)); do ! town exec "$node" grep -q interface "/run/$node.log" || break; sleep 0.1; done
  status=$(town exec "$node" sh -c 'cat /proc/$(cat /run/service.pid)/task/*/status')
  # CAP_NET_ADMIN is bit 12, and no thread has more.
  [[ $(grep -E '^Cap(Prm|Eff)' <<<"$status" | awk '{ print $2 }' | sort -u) == 000*1000 ]] || [[ $(grep -E '^CapEff' <<<"$status" | sort -u | wc -l) == 2 ]]
  ! grep -E '^Uid:.*\b0\b' <<<"$status"
done
curl_both
town exec client sh -c 'kill $(cat /run/service.pid)'

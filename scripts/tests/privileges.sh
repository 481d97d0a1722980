#!/usr/bin/env bash
# A node that becomes another user keeps one capability, in all of its threads, and works as before.
. "$(dirname "$0")/lib.sh"
bring_up

# status_of SERVICE: what the kernel says of each thread.
status_of() { town exec "$1" sh -c 'cat /proc/$(cat /run/service.pid)/task/*/status'; }
# values_of FIELD: those that occur.
values_of() { awk -v field="$1:" '$1 == field { print $2 }' <<<"$status" | sort -u | tr '\n' ' '; }

for node in client gateway; do
  town stop "$node"
  town exec "$node" sh -c "nohup serve-node $node --user nobody >/run/$node.log 2>&1 & echo \$! >/run/service.pid"
  for ((tries = 0; tries < 100; tries++)); do ! town exec "$node" grep -q interface "/run/$node.log" || break; sleep 0.1; done
  status=$(status_of "$node")
  # Nobody's, and no thread has more than CAP_NET_ADMIN (bit 12), nor gets it by what it starts.
  [[ $(values_of Uid) == '65534 ' ]]
  [[ $(values_of CapEff) =~ ^(0000000000000000 )?0000000000001000\ $ ]]
  [[ $(values_of CapPrm) =~ ^(0000000000000000 )?0000000000001000\ $ ]]
done
curl_both
client_ping download.httpbin
# Also the end is in order.
town stop client
expect_words 'nameserver 203.0.113.53' client cat /etc/resolv.conf
expect_error client ip link show tun-firezone
# Nothing of it is left where it may not write itself.
expect_error client test -e /etc/resolv.conf.before-firezone
expect_error client test -e /run/fzsh/client.sock
# One that is killed leaves no socket, either.
gateway test -S /run/fzsh/gateway.sock
town kill gateway
for ((tries = 0; tries < 100; tries++)); do gateway test -e /run/fzsh/gateway.sock || break; sleep 0.1; done
expect_error gateway test -e /run/fzsh/gateway.sock

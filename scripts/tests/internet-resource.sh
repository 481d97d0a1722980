#!/usr/bin/env bash
# A client that takes everything into its tunnel still reaches its portal, also when it has to begin again.
. "$(dirname "$0")/lib.sh"
bring_up

town stop client
town exec client sh -c 'FIREZONE_ACTIVATE_INTERNET_RESOURCE=true nohup serve-node client \
  >/run/client.log 2>&1 & echo $! >/run/service.pid'
told_there() { client grep -cE "$1" /run/client.log; }
for ((tries = 0; tries < 100; tries++)); do ! told_there 'interface' >/dev/null || break; sleep 0.1; done
expect_words 'default dev tun-firezone' client ip route show table 0x2021fd00
client_curl "${httpbin[0]}"
town restart portal
for ((tries = 0; tries < 200; tries++)); do (($(told_there 'state=joined') < 2)) || break; sleep 0.1; done
(($(told_there 'state=joined') >= 2))
client_curl "${httpbin[1]}"

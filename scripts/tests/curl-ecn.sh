#!/usr/bin/env bash
# Explicit congestion notification is between the ends: the tunnel carries it (RFC 6040).
. "$(dirname "$0")/lib.sh"
bring_up

set_kernel client net.ipv4.tcp_ecn=1
for url in "${httpbin[@]}"; do
  expect_words '"ecn": true' client curl -gfsS -m 20 "${url}ecn"
done
set_kernel client net.ipv4.tcp_ecn=0
expect_words '"ecn": false' client curl -gfsS -m 20 "${httpbin[0]}ecn"

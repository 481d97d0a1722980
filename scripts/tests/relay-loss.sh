#!/usr/bin/env bash
# The relay between two routers that let nothing else through dies: the other one takes over.
export CLIENT_MASQUERADE=random GATEWAY_MASQUERADE=random
. "$(dirname "$0")/lib.sh"
bring_up

curl_both
town kill relay-1
for ((tries = 0; tries < 15; tries++)); do ! client curl -fsS -m 3 -o /dev/null "${httpbin[0]}" 2>/dev/null || break; done
curl_both
# It comes back, and the other goes.
town start relay-1
await 'state=joined' relay-1 2
town kill relay-2
for ((tries = 0; tries < 15; tries++)); do ! client curl -fsS -m 3 -o /dev/null "${httpbin[0]}" 2>/dev/null || break; done
curl_both

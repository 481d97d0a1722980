#!/usr/bin/env bash
# A portal that starts again finds everybody back, and what goes on goes on.
. "$(dirname "$0")/lib.sh"
bring_up

curl_both
town restart portal
curl_both
for node in client gateway relay-1 relay-2; do await 'state=joined' "$node" 2; done
curl_both
# New accesses are given as before.
client_ping download.httpbin

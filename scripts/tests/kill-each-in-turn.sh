#!/usr/bin/env bash
# Each node is killed in turn, without a word of goodbye, and started again: all comes back without an operator, and what the
# portal has answered is not lost.
. "$(dirname "$0")/lib.sh"
bring_up

curl_both
for node in relay-1 relay-2 gateway client portal; do
  town kill "$node"
  sleep 0.5
  town start "$node"
  recovers
done

# The portal is away for a while, and what is open goes on; the gateway goes and comes in that time, and knows nothing.
town kill portal
for ((second = 0; second < 10; second++)); do
  client_curl "${httpbin[0]}"
  sleep 1
done
before=$(told 'authorization\.created' portal)
town kill gateway
town start portal
town start gateway
recovers
# Not asked for again, what the portal knew before it was killed.
(($(told 'authorization\.created' portal) <= before + 2)) || { echo 'more was authorized than was lost' >&2 && exit 1; }

#!/usr/bin/env bash
# A fifth of what the client sends is lost, and a file still comes whole.
. "$(dirname "$0")/lib.sh"
bring_up

client_ping download.httpbin
town exec client-router nft -f - <<RULES
table inet weather {
  chain loss {
    type filter hook forward priority filter
    ip saddr 172.30.0.0/24 numgen random mod 100 < 20 drop
    ip6 saddr 172:30::/64 numgen random mod 100 < 20 drop
  }
}
RULES
download_seconds=60 download "$big"
expect_words numgen town exec client-router nft list ruleset

#!/usr/bin/env bash
# Who else writes resolv.conf knows of the network, as a DHCP client: its servers are asked from now on, by way of the client.
. "$(dirname "$0")/lib.sh"
bring_up

expect_words '203.0.113.80' client nslookup github.com
# A server that knows nobody.
client sh -c 'echo "nameserver 203.0.113.80" >/etc/resolv.conf'
for ((tries = 0; tries < 100; tries++)); do ! client grep -q '^nameserver 100\.' /etc/resolv.conf || break; sleep 0.1; done
client grep -q '^nameserver 100\.100\.111\.' /etc/resolv.conf
client grep -q '^nameserver 203\.0\.113\.80$' /etc/resolv.conf.before-firezone
expect_error client nslookup -timeout=1 -retry=1 github.com
expect_words '100.96.0.' client nslookup dns.httpbin.search.test
town stop client
expect_words 'nameserver 203.0.113.80' client cat /etc/resolv.conf

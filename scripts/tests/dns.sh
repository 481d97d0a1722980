#!/usr/bin/env bash
# Names of resources are the client's own, all others those of the system's name servers; with the node the settings end.
. "$(dirname "$0")/lib.sh"
bring_up

client cat /etc/resolv.conf
client grep -q '^nameserver 100\.100\.111\.' /etc/resolv.conf
client grep -q '^search httpbin.search.test$' /etc/resolv.conf
client grep -q '^nameserver 203\.0\.113\.53$' /etc/resolv.conf.before-firezone
gateway curl -fsS -m 5 -o /dev/null http://dns.httpbin.search.test/

# By the search domain.
client_ping dns
client_curl http://dns/
expect_words '100.96.0.' client nslookup dns.httpbin.search.test
expect_words '100.96.0.' client_lookup dns
expect_words '203.0.113.80' client nslookup github.com
expect_error client nslookup nobody.example.net

# Without its gateway a resource is out of reach, and its name still a name.
town stop gateway
expect_error client curl -fsS -m 5 -o /dev/null http://dns/
expect_words '100.96.0.' client_lookup dns

# The settings come back, whatever way the client ends.
town stop client
expect_words 'nameserver 203.0.113.53' client cat /etc/resolv.conf
expect_error client test -e /etc/resolv.conf.before-firezone
town start client
await 'interface' client 2
client grep -q '^nameserver 100\.100\.111\.' /etc/resolv.conf
town kill client
client grep -q '^nameserver 100\.100\.111\.' /etc/resolv.conf
town start client
expect_words '203.0.113.80' client nslookup github.com
town stop client
expect_words 'nameserver 203.0.113.53' client cat /etc/resolv.conf

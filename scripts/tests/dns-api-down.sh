#!/usr/bin/env bash
# Names, too, are known without the portal.
. "$(dirname "$0")/lib.sh"
bring_up

look() {
  client_curl http://dns/
  expect_words '100.96.0.' client nslookup dns.httpbin.search.test
}
look
town stop portal
look

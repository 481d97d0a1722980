#!/usr/bin/env bash
# Questions over TCP: for resources, for others, and because an answer is too long for a datagram.
. "$(dirname "$0")/lib.sh"
bring_up

expect_words '100.96.0.' client dig +short +search +tcp dns
expect_words '100.96.0.' client dig +short +tcp download.httpbin
expect_words '203.0.113.80' client dig +short +tcp example.com
# dig asks by UDP, is told that the answer is cut, and asks again.
(($(client dig +short long.example.com TXT | wc -c) > 2048))
expect_words 'retrying in TCP mode' client dig long.example.com TXT

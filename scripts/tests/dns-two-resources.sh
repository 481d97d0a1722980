#!/usr/bin/env bash
# Two resources that are known by names, through one tunnel.
. "$(dirname "$0")/lib.sh"
bring_up

client_ping dns
client_ping download.httpbin
[[ $(told 'connection.*state=connected' gateway) == 1 ]]

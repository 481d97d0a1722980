#!/usr/bin/env bash
# Both routers draw a new port for every flow: nothing but a relay is left, and it does.
export CLIENT_MASQUERADE=random GATEWAY_MASQUERADE=random
. "$(dirname "$0")/lib.sh"
bring_up

download_seconds=10 download "$big"
(($(told 'path=relayed|kind=relayed|route=.*relay' client) > 0))

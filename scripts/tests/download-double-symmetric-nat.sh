#!/usr/bin/env bash
# Both routers draw a new port for every flow: nothing but a relay is left, and it does.
export CLIENT_MASQUERADE=random GATEWAY_MASQUERADE=random
. "$(dirname "$0")/lib.sh"
bring_up

download_seconds=10 download "$big"
(($(told 'nominated.*pair=(relay|host)-relay|nominated.*pair=relay' client) > 0))
(($(told 'nominated.*pair=(host|srflx|prflx)-(host|srflx|prflx)' client) == 0))

#!/usr/bin/env bash
# Tunnels go on without the portal.
. "$(dirname "$0")/lib.sh"
bring_up

curl_both
town stop portal
curl_both

#!/usr/bin/env bash
# A gateway that ends says goodbye: its clients ask anew, and find it when it is back. One that is killed says nothing.
. "$(dirname "$0")/lib.sh"
bring_up

curl_both
town restart gateway
curl_both

town kill gateway
sleep 0.5
town start gateway
# What the client knows of the old one has to die first: ICE looks for fifteen seconds.
for ((tries = 0; tries < 15; tries++)); do ! client curl -fsS -m 3 -o /dev/null "${httpbin[0]}" 2>/dev/null || break; done
curl_both

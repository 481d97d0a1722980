#!/usr/bin/env bash
# The error "prohibited" asks for a new authorization: after a revocation that the client was not told of, the first attempt
# fails with what the kernel makes of the error, and the second goes through; by IPv4 and by IPv6.
. "$(dirname "$0")/lib.sh"
bring_up

curl_both
# A third access keeps the tunnel: with its last one a client would begin anew, and no error would be needed.
client_ping download.httpbin

reject_access 'MyCorp Network' 'MyCorp Network (IPv6)'
before=$(told 'create_flow' portal)
# EHOSTUNREACH and EACCES, of the ICMP errors 3/13 and 1/1 (linux-errors: connect(2) sees them at once).
expect_words 'No route to host' client curl -gv -m 5 "${httpbin[0]}"
expect_words 'Permission denied' client curl -gv -m 5 "${httpbin[1]}"
await 'create_flow' portal $((before + 2))
await 'authorization\.added' gateway 5
curl_both

# Once more, as ping has it told. So soon after the first time the client may keep its request back for a while.
reject_access 'MyCorp Network' 'MyCorp Network (IPv6)'
expect_words 'Packet filtered' client ping -n -c 1 -W 5 172.20.0.100
expect_words 'Administratively prohibited' client ping -n -c 1 -W 5 172:20::100
client_ping 172.20.0.100
client_ping 172:20::100
curl_both

#!/usr/bin/env bash
# In the middle of a download the client loses its network and gets another: the same TCP connection goes on to its end.
. "$(dirname "$0")/lib.sh"
bring_up

# Little is taken in ahead: without its network the download has to wait.
set_kernel client net.ipv4.tcp_rmem='4096 131072 262144'
rm -f "$root/out/netns/$FZSH_PROJECT/result"
download_seconds=40 download "$big" --limit-rate 1M --retry 0 &
loading=$!
sleep 3
town disconnect client-internal client
sleep 3
town connect client-internal client 172.30.0.200/24 172:30::200/64
client ip -4 route replace 203.0.113.0/24 via 172.30.0.254
client ip -6 route replace 203:0:113::/64 via 172:30::254
wait "$loading"
await 'client\.roamed' client
(($(told 'client\.roamed' client) == 1))

# SIGHUP says the same where nothing can be seen.
town kill -s HUP client
await 'client\.roamed' client 2
curl_both

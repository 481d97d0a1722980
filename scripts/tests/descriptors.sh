#!/usr/bin/env bash
# No descriptors left: what needs one fails or waits, what is open goes on, nobody falls, and when there are some again everything
# works without an operator.
. "$(dirname "$0")/lib.sh"
only_in_namespaces
# That a file cannot be opened they may say.
never='Fatal error|Segmentation'
bring_up
curl_both
client_ping download.httpbin

# limit NODE MORE: it may have so many more than it has now, or fewer, or, with `none`, as many as it likes.
limit() {
  # shellcheck disable=SC2016 # for the shell within
  town exec "$1" sh -c 'pid=$(cat /run/service.pid)
    case $1 in none) most=1024 ;; *) most=$(($(ls /proc/"$pid"/fd | wc -l) + $1)) ;; esac
    prlimit --pid "$pid" --nofile="$most:1024"' sh "$2"
}
pid_of() { town exec "$1" cat /run/service.pid; }

# A crowd at the control sockets of everybody, and many names at once.
crowd() {
  town exec fzsh python3 - <<'PYTHON'
import glob, socket, time
crowd = []
for path in glob.glob("/run/fzsh/*.sock"):
    for _ in range(40):
        one = socket.socket(socket.AF_UNIX)
        one.settimeout(0.2)
        try:
            one.connect(path)
            crowd.append(one)
        except OSError:
            one.close()
time.sleep(4)
PYTHON
}
nodes=(portal relay-1 relay-2 client gateway)
before=$(for node in "${nodes[@]}"; do pid_of "$node"; done)
for node in "${nodes[@]}"; do limit "$node" 2; done
crowd &
crowd=$!
for ((i = 0; i < 60; i++)); do
  client dig +time=1 +tries=1 "name$i.example.com" >/dev/null 2>&1 &
  asked+=($!)
done
# What is there goes on.
for ((i = 0; i < 5; i++)); do curl_both; done
for one in "${asked[@]}"; do wait "$one" || true; done
wait "$crowd" || true

# A client that needs new sockets, a gateway that comes anew: neither can before there is room.
limit client -15
town kill -s HUP client
await 'interface\.failed.*Too many open files' client
town kill gateway
town start gateway &
starting=$!
sleep 3
for node in portal relay-1 relay-2 client; do limit "$node" none; done
wait "$starting"
recovers
client_ping download.httpbin
client_lookup example.com | grep -q 203.0.113.80

# The same processes as before, but for the gateway.
after=$(for node in "${nodes[@]}"; do pid_of "$node"; done)
[[ $(head -n 4 <<<"$before") == "$(head -n 4 <<<"$after")" ]]
expect_words 'client' town exec fzsh fzsh attach -c 'show client.kind'

#!/usr/bin/env bash
# Real programs on two machines that this script makes and removes: network namespaces joined by two TUN devices, with
# tcpdump on one of them.
#
#   real_tools.sh FILE      FILE: the capture, in the format of tcpdump
#
# Ends when its input does. Says "done" when every program had its answer, or "failed: …". 192.0.2.1 and
# 2001:db8:5::1 ask, 192.0.2.2 and 2001:db8:5::2 answer.
set -u
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
file=$1
near=fzsh-near-$$ far=fzsh-far-$$
scratch=$(mktemp -d)
children=()

cleanup() {
  local child
  for child in "${children[@]}"; do kill "$child" 2>/dev/null; done
  wait 2>/dev/null
  ip netns del "$near" 2>/dev/null
  ip netns del "$far" 2>/dev/null
  rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 1' TERM INT HUP
# Whoever started this holds the other end of its input: when that is gone, nobody wants the capture.
exec 3<&0 </dev/null
{
  cat <&3 >/dev/null
  kill -TERM $$
} 2>/dev/null &
children+=($!)
exec 3<&-

fail() {
  echo "failed: $1"
  exit 1
}

# until_true COMMAND…: waits until it succeeds, ten seconds at most.
until_true() {
  local _
  for _ in $(seq 100); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.1
  done
  return 1
}

in_near() { ip netns exec "$near" "$@" </dev/null; }
in_far() { ip netns exec "$far" "$@" </dev/null; }

ip netns add "$near" && ip netns add "$far" || fail 'no network namespaces'
setpriv --pdeathsig KILL python3 "$here/tun_pair.py" fzA$$ fzB$$ </dev/null >"$scratch/tun" 2>&1 &
children+=($!)
until_true grep -q ready "$scratch/tun" || fail "no TUN devices: $(cat "$scratch/tun")"
join() { # NAMESPACE DEVICE HOST
  ip link set "$2" netns "$1" && ip -n "$1" addr add "192.0.2.$3/24" dev "$2" &&
    ip -n "$1" addr add "2001:db8:5::$3/64" dev "$2" nodad && ip -n "$1" link set "$2" mtu 1400 up &&
    ip -n "$1" link set lo up
}
join "$near" "fzA$$" 1 || fail 'the first TUN device has no address'
join "$far" "fzB$$" 2 || fail 'the second TUN device has no address'

# What runs beside is started without a function: so it is the program itself that is ended, not a shell around it. It
# dies with this script, even with one that is killed and cleans nothing up.
# Each process tells of its own readiness; the capture begins before anything is sent.
setpriv --pdeathsig KILL ip netns exec "$near" tcpdump -i "fzA$$" -w "$file" -U --immediate-mode >"$scratch/tcpdump" 2>&1 &
tcpdump=$!
children+=("$tcpdump")
until_true grep -q listening "$scratch/tcpdump" || fail "tcpdump: $(cat "$scratch/tcpdump")"

mkdir "$scratch/www"
head -c 20000 /dev/zero | tr '\0' 'f' >"$scratch/www/page"
setpriv --pdeathsig KILL ip netns exec "$far" python3 -m http.server --bind :: --directory "$scratch/www" 80 >/dev/null 2>&1 &
children+=($!)
setpriv --pdeathsig KILL ip netns exec "$far" dnsmasq --keep-in-foreground --no-resolv --no-hosts --conf-file=/dev/null --pid-file= --user=root --port=53 \
  --auth-server=ns.example.test --auth-zone=example.test \
  --host-record=a.example.test,192.0.2.7,2001:db8:5::7 --mx-host=example.test,mail.example.test,10 \
  --txt-record=example.test,"v=fzsh",second --txt-record=long.example.test,"$(printf '%0250d' 0)","$(printf '%0250d' 1)","$(printf '%0250d' 2)" \
  --srv-host=_sip._tcp.example.test,a.example.test,5060,1,2 --cname=www.example.test,a.example.test \
  --ptr-record=7.2.0.192.in-addr.arpa,a.example.test >"$scratch/dnsmasq" 2>&1 &
children+=($!)
until_true in_far bash -c 'exec 3<>/dev/tcp/127.0.0.1/80' || fail 'the web server does not listen'
until_true in_far bash -c 'exec 3<>/dev/tcp/127.0.0.1/53' || fail "dnsmasq does not listen: $(cat "$scratch/dnsmasq")"

for address in 192.0.2.2 2001:db8:5::2; do
  in_near ping -c 3 -i 0.1 -W 3 "$address" >/dev/null || fail "ping $address"
  # Two fragments each way.
  in_near ping -c 1 -s 2000 -W 3 "$address" >/dev/null || fail "ping -s 2000 $address"
  # Port unreachable, and a reset: nobody listens there.
  in_near dig +tries=1 +timeout=2 @"$address" -p 9 a.example.test >/dev/null
  host=$address
  [[ $host != *:* ]] || host="[$host]"
  in_near curl -g -s -m 3 -o /dev/null "http://$host:9/"
  in_near curl -g -sS -m 5 -o "$scratch/page" "http://$host/page" 2>"$scratch/curl" || fail "curl: $(cat "$scratch/curl")"
  cmp -s "$scratch/page" "$scratch/www/page" || fail 'curl got another page'
  in_near curl -g -s -m 5 -o /dev/null "http://$host/missing"
  for question in 'a.example.test A' 'a.example.test AAAA' 'www.example.test A' 'example.test MX' 'example.test TXT' \
    '_sip._tcp.example.test SRV' 'example.test SOA' 'example.test NS' '-x 192.0.2.7' 'nobody.example.test A' \
    'long.example.test TXT' 'a.example.test HTTPS'; do
    for how in '+noedns' '+edns=0 +nsid +cookie' '+tcp' '+bufsize=512'; do
      # shellcheck disable=SC2086 # words are arguments
      in_near dig +tries=1 +timeout=3 $how @"$address" $question >"$scratch/dig" 2>&1 ||
        fail "dig $how @$address $question: $(cat "$scratch/dig")"
    done
  done
done
# tcpdump writes what it has when it is asked to end.
sleep 0.3
kill -INT "$tcpdump"
for _ in $(seq 50); do
  kill -0 "$tcpdump" 2>/dev/null || break
  sleep 0.1
done
echo "done"

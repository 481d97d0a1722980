#!/usr/bin/env bash
# Clocks are set while nodes run, an hour and a day ahead and behind, and machines sleep: what ends at an hour follows, waits and
# handshakes do not, and when all clocks are right again everything is as it was. Nobody sets this machine's clock: each node
# has one of its own, by a library that is loaded before the system's (scripts/lib/wrong_clock.c).
. "$(dirname "$0")/lib.sh"
only_in_namespaces
own_folder
prepare
nodes=(portal relay-1 relay-2 client gateway)
compiler=$(command -v cc || command -v clang) || skip 'there is no C compiler for the clock that is wrong'
ldd "$FZSH_PROGRAM" 2>/dev/null | grep -q 'libc\.so' || skip 'a program without shared libraries asks the kernel for the time'
"$compiler" -shared -fPIC -O1 -o "$work/wrong_clock.so" "$root/scripts/lib/wrong_clock.c"
for node in "${nodes[@]}"; do printf '%-31s' 0 >"$work/$node.clock"; done
cat >"$work/fzsh" <<PROGRAM
#!/bin/sh
[ "\$1" != node ] || export FZSH_WRONG_CLOCK="$work/\$(hostname).clock" LD_PRELOAD="$work/wrong_clock.so"
exec "$(readlink -f "$FZSH_PROGRAM")" "\$@"
PROGRAM
chmod +x "$work/fzsh"

# At fifty times the pace (see soak.sh) a session is renewed every two or three seconds, and what follows counts hours of theirs.
pace=50
export FZSH_PROGRAM=$work/fzsh FZSH_PACE FZSH_LAB=$work/lab.yaml LATENCY=0ms
FZSH_PACE=$pace@$(date +%s)
{
  cat "$root/scripts/labs/compose.yaml"
  printf 'policies:\n  - resource: MyCorp Network\n  - resource: "MyCorp Network (IPv6)"\n    expires: "%s"\n' \
    "$(date -u -d '+12 hours' +%FT%TZ)"
} >"$FZSH_LAB"
bring_up

# set_clock HOURS NODE…: by so much it is wrong from now on.
set_clock() {
  local node hours=$1 before
  for node in "${@:2}"; do
    before=$(told 'clock\.set' "$node")
    # Written where it stands: the node looks at the same page.
    printf '%-31s' $((hours * 3600 / pace)) | dd of="$work/$node.clock" conv=notrunc status=none
    await 'clock\.set' "$node" $((before + 1))
  done
}
# renewed: until there is a session that begins after now; what is sent meanwhile gets through.
renewed() {
  local tries before
  before=$(told 'wg\.session .*established' client)
  for ((tries = 0; tries < 100; tries++)); do
    client_curl "${httpbin[0]}"
    (($(told 'wg\.session .*established' client) <= before)) || return 0
    sleep 0.1
  done
  echo 'no session was made anew' >&2
  return 1
}
# refuses URL: in the end.
refuses() {
  local tries
  for ((tries = 0; tries < 40; tries++)); do client curl -gfsS -m 1 -o /dev/null "$1" 2>/dev/null || return 0; sleep 0.2; done
  echo "$1 is reached still" >&2
  return 1
}
curl_both

# What keeps no dates does not mind, nor does a relay: its credentials are good for weeks.
for hours in 1 -1 24 -24; do
  set_clock "$hours" client relay-1
  set_clock "$((-hours))" relay-2
  renewed
done
set_clock 0 client relay-1 relay-2

# A gateway's accesses end by its own clock, the one in half a day as well as the one in a week; nobody gains by one that goes back.
for hours in 1 -1 -24; do
  set_clock "$hours" gateway
  renewed
  reaches "${httpbin[1]}"
done
set_clock 0 gateway
curl_both
set_clock 24 gateway
await 'authorization\.expired' gateway
refuses "${httpbin[1]}"
renewed
set_clock 0 gateway
reaches "${httpbin[1]}"

# The portal's: who may do what at this hour.
for hours in 1 -1 -24; do
  set_clock "$hours" portal
  renewed
  curl_both
done
set_clock 24 portal
await 'resource\.removed' client
refuses "${httpbin[1]}"
renewed
set_clock 0 portal
reaches "${httpbin[1]}"
town exec portal fzsh node audit --lab "$FZSH_LAB" --resource 'MyCorp Network (IPv6)' | grep -q ' expired'

# A gateway that records is told of its clock like of everything else: it can be executed again.
town stop gateway
gateway sh -c 'nohup serve-node gateway --record /run/gateway.fzb >/run/gateway.log 2>&1 & echo $! >/run/service.pid'
recovers
printf '%-31s' $((24 * 3600 / pace)) | dd of="$work/gateway.clock" conv=notrunc status=none
for ((tries = 0; tries < 100; tries++)); do ! gateway grep -q 'authorization\.expired' /run/gateway.log || break; sleep 0.1; done
town stop gateway
printf '%-31s' 0 | dd of="$work/gateway.clock" conv=notrunc status=none
expect_words 'authorization.expired' gateway fzsh replay /run/gateway.fzb -c 'events where kind == "authorization.expired"'
expect_words 'clock.set' gateway fzsh replay /run/gateway.fzb -c 'events where kind == "clock.set"'
town start gateway
recovers

# Whoever begins again with an older clock than before is let in: its key is a new one, and nobody has seen a later time of it.
set_clock -24 "${nodes[@]}"
for node in client gateway portal; do
  town kill "$node"
  town start "$node"
  recovers
done
set_clock 0 "${nodes[@]}"
renewed

# A machine that sleeps: three minutes in which nothing runs and time passes.
for node in client gateway relay-1 relay-2 portal; do
  town kill -s STOP "$node"
  sleep $((200 / pace))
  town kill -s CONT "$node"
  recovers
done
renewed

# Nobody's handshake was ever taken for an old one.
for node in client gateway; do (($(told 'stale.timestamp' "$node") == 0)); done

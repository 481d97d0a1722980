#!/usr/bin/env bash
# More than an hour of a town in somewhat more than a minute: all nodes' clocks run fifty times as fast (`--pace`), so that every
# wait, lifetime and backoff of theirs is a fiftieth of what it says; what the kernel waits for, as TCP does, is what it is. All
# the time there is traffic, accesses end by their conditions every ten minutes and are asked for again, and nodes are killed,
# halted and moved. Nobody falls or grows, what was acknowledged stays, and all comes back without an operator.
#
#   scripts/tests/soak.sh [MINUTES]      of the nodes' time: 70, or as long as it shall be
#
# SOAK_PACE is another pace, as twenty on a machine that has much else to do. What was measured stays in out/tests/soak.
. "$(dirname "$0")/lib.sh"

minutes=${1:-70} pace=${SOAK_PACE:-50}
if [[ ! $minutes =~ ^[0-9]+$ || ! $pace =~ ^[0-9]+$ ]] || ((minutes < 40 || pace < 1)); then
  echo 'usage: scripts/tests/soak.sh [MINUTES], 40 at least' >&2
  exit 2
fi
only_in_namespaces
own_folder
nodes=(portal relay-1 relay-2 client gateway)

# windows MINUTE: nine minutes out of every ten, of all days, from that minute on.
windows() {
  local day minute ranges=
  for ((minute = $1; minute < 1430; minute += 10)); do
    ranges+=$(printf '%s%02d:%02d-%02d:%02d' "${ranges:+,}" $((minute / 60)) $((minute % 60)) \
      $(((minute + 9) / 60)) $(((minute + 9) % 60)))
  done
  for day in M T W R F S U; do printf '%s/%s/UTC ' "$day" "$ranges"; done
}
timed() { # RESOURCE MINUTE
  local list
  list=$(windows "$2")
  printf '  - resource: "%s"\n    when: ["current_utc_datetime is_in_day_of_week_time_ranges %s"]\n' "$1" "${list% }"
}

# Without latency: fifty times that of a link between namespaces is what a real network has.
export FZSH_LAB=$work/lab.yaml LATENCY=0ms
{
  cat "$root/scripts/labs/compose.yaml"
  printf 'policies:\n  - resource: MyCorp Network\n  - resource: "**.httpbin.search.test"\n'
  timed 'MyCorp Network (IPv6)' 0
  timed '**.httpbin' 4
} >"$FZSH_LAB"
FZSH_PACE=$pace@$(date +%s)
export FZSH_PACE
bring_up

length=$((minutes * 60 / pace)) begun=$SECONDS
# at PERCENT: until so much of the time has passed.
at() { while ((SECONDS < begun + length * $1 / 100)); do sleep 0.2; done; }
# The nodes' seconds, as the machine waits for them.
nodes_sleep() { sleep "$(awk -v s="$1" -v pace="$pace" 'BEGIN { print s / pace }')"; }

# Each node's process, its memory in KiB and its descriptors, a line each behind NODE. One that has begun anew is another process.
sample() {
  local node
  for node in "${nodes[@]}"; do
    # shellcheck disable=SC2016 # for the shell within
    town exec "$node" sh -c 'pid=$(cat /run/service.pid)
      echo "$1 $pid $(awk "/VmRSS/ { print \$2 }" /proc/"$pid"/status) $(ls /proc/"$pid"/fd | wc -l)"' sh "$node"
  done >>"$work/samples"
}

# What the portal has in its database, an authorization a line: what it is and since when, not how it ended.
audit() { town exec portal fzsh node audit --lab "$FZSH_LAB" --format csv | cut -d, -f 1-8; }

# attempts NAME COMMAND…: over and over until the end, and how often that went well or not.
attempts() {
  local name=$1
  shift
  # shellcheck disable=SC2016 # for the shell within
  client bash -c 'end=$1; shift
    while ((SECONDS < end)); do
      if "$@" >/dev/null 2>&1; then echo well; else echo badly; fi
      sleep 0.2
    done' attempts "$length" "$@" >"$work/$name" &
  traffic+=($!)
}
traffic=()
client ping -n -D -O -i 0.1 -W 1 -c $((length * 10)) 172.20.0.100 >"$work/pings" 2>&1 &
traffic+=($!)
attempts timed-by-address curl -gfsS -m 2 'http://[172:20::100]/'
attempts timed-by-name curl -gfsS -m 2 'http://download.httpbin/bytes?num=500000'
attempts names dig +time=1 +tries=1 dns.httpbin.search.test

# halt NODE SECONDS: of the nodes' time, as a machine that sleeps; where it is done, because a second is a minute here.
halt() {
  # shellcheck disable=SC2016 # for the shell within
  town exec "$1" sh -c 'pid=$(cat /run/service.pid) && kill -STOP "$pid" && sleep "$1" && kill -CONT "$pid"' sh \
    "$(awk -v s="$2" -v pace="$pace" 'BEGIN { print s / pace }')"
}

# disturb WHAT: notes when, by the clock that ping tells.
disturb() { date "+%s.%N $1" >>"$work/disturbances"; }

# away NODE SECONDS: killed, and started again so much later.
away() {
  disturb "$1 killed"
  town kill "$1"
  nodes_sleep "$2"
  town start "$1"
}

at 10
sample
away relay-1 20
at 25
audit >"$work/audit-before"
away portal 180
audit >"$work/audit-after"
at 40
sample
disturb 'portal halted'
halt portal 180
at 55
away gateway 0
at 65
sample
disturb 'client moved'
town kill -s HUP client
at 75
away relay-2 20
at 85
disturb 'gateway halted'
halt gateway 60
at 97
sample
for one in "${traffic[@]}"; do wait "$one" || true; done
# More than once, since this may be the minute out of ten in which an access is not given.
for url in "${httpbin[@]}"; do reaches "$url"; done

# What the portal had acknowledged it has after it was killed, row by row; and all that it ever told of.
missing=$(comm -23 <(sort "$work/audit-before") <(sort "$work/audit-after"))
[[ -z $missing ]] || { printf 'lost with the portal:\n%s\n' "$missing" >&2 && exit 1; }
[[ $(wc -l <"$work/audit-before") -gt 1 ]]
created=$(told 'authorization\.created' portal) kept=$(($(audit | wc -l) - 1))
((kept >= created)) || { echo "$created authorizations were told of, $kept are kept" >&2 && exit 1; }

# Nobody grows: each process against itself when it was young.
while read -r node first last few many; do
  grown "$first" "$last" 8192 "memory of $node in KiB"
  grown "$few" "$many" 8 "the number of descriptors of $node"
done < <(awk '{ k = $1 " " $2; if (!(k in memory)) { memory[k] = $3; files[k] = $4 } last[k] = $3 " " files[k] " " $4 }
  END { for (k in last) { split(k, name, " "); print name[1], memory[k], last[k] } }' "$work/samples")

# What happened, and that it was enough to mean something.
rekeys=$(told 'wg\.session .*established' client) ended=$(told 'authorization\.ended .*expired' portal)
refreshed=$(told 'turn\.refreshed' gateway) logins=$(told 'portal\.session .*joined' portal)
"$root/scripts/lib/silences.py" "$work/pings" "$work/disturbances" >"$work/silences" || silent=1
echo "$minutes minutes at $pace: $rekeys sessions, $created authorizations of which $ended expired, $refreshed refreshed" \
  "allocations, $logins logins, $(grep -c well "$work/timed-by-address") and $(grep -c well "$work/timed-by-name") fetches of" \
  "accesses that come and go ($(grep -c badly "$work/timed-by-address") and $(grep -c badly "$work/timed-by-name") refused)"
cat "$work/silences"
((!${silent:-0}))
# enough COUNT LEAST WHAT
enough() { (($1 >= $2)) || { echo "only $1 $3, not $2" >&2 && exit 1; }; }
# A session lives three minutes at most, an access ten, an allocation is refreshed every five.
enough "$rekeys" $((minutes / 3)) sessions
enough "$ended" $((minutes / 10)) 'accesses that expired'
enough "$refreshed" $((minutes / 5)) 'allocations that were refreshed'
enough "$logins" 12 logins
for name in timed-by-address timed-by-name names; do
  enough "$(grep -c well "$work/$name")" "$(grep -c badly "$work/$name")" "attempts went well: $name"
done

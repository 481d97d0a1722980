# shellcheck shell=bash
# What the integration scripts share: each brings the topology of docker-compose.yml up for itself, in namespaces, and takes it
# down. Beforehand a script may set variables of that file, as CLIENT_MASQUERADE. Ends with 77 where nothing can be run.
# With FZSH_ENGINE=containers the containers of scripts/compose are up already, and stay so.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=scripts/lib/say.sh
. "$root/scripts/lib/say.sh"
# shellcheck source=scripts/lib/install.sh
. "$root/scripts/lib/install.sh"
# shellcheck source=scripts/lib/build.sh
. "$root/scripts/lib/build.sh"
# shellcheck source=scripts/lib/town.sh
. "$root/scripts/lib/town.sh"
if [[ ${FZSH_ENGINE:-} == containers ]]; then
  # shellcheck source=scripts/lib/podman.sh
  . "$root/scripts/lib/podman.sh"
  town() { contained "$@"; }
  why_no_town() { :; }
fi
PATH=$PATH:/usr/sbin:/sbin

test_name=$(basename "$0" .sh)
export FZSH_PROJECT=test-$test_name
export FZSH_PROGRAM=${FZSH_PROGRAM:-}

# skip REASON
skip() { echo "$test_name: skipped: $1" && exit 77; }

# The program, built where it has to be; ends the script where there can be no town.
prepare() {
  local reason
  reason=$(why_no_town)
  [[ -z $reason ]] || skip "$reason"
  [[ -n $FZSH_PROGRAM || ${FZSH_ENGINE:-} == containers ]] || { FZSH_PROGRAM=$root/.build/release/fzsh && ensure_program; }
}

bring_up() {
  prepare
  trap finish EXIT
  trap 'exit 130' INT TERM
  town down
  town up
}

never='Fatal error|interface\.failed|Segmentation'
# The end of every script: what a node may never say, and what it said when something went wrong.
finish() {
  local status=$? node
  trap - EXIT
  for node in client gateway relay-1 relay-2 portal; do
    ! log_of "$node" | grep -E "$never" >&2 || status=1
  done
  if ((status != 0)); then
    for node in client gateway portal; do
      printf -- '--- %s\n' "$node"
      log_of "$node" | tail -n 25 | cut -c 1-200
    done >&2
  fi
  town down || status=1
  exit "$status"
}

# own_folder: what a script writes besides, in $work; it is there afterwards, for whoever wants to know.
own_folder() {
  work=$root/out/tests/$test_name
  rm -rf "$work"
  mkdir -p "$work"
}

# only_in_namespaces: for what cannot be done to containers that are up already.
only_in_namespaces() {
  [[ ${FZSH_ENGINE:-} != containers ]] || skip 'it needs a town that it brings up itself'
}

# grown BEFORE AFTER LIMIT WHAT: fails where it has grown by more.
grown() { (($2 <= $1 + $3)) || { echo "$4 has grown from $1 to $2" >&2 && return 1; }; }

# What a service has told.
log_of() {
  if [[ ${FZSH_ENGINE:-} == containers ]]; then
    podman logs "fzsh_$1_1" 2>&1
  else
    cat "$root/out/netns/$FZSH_PROJECT/$1/log" 2>/dev/null || true
  fi
}

# client COMMAND…, gateway COMMAND…: at that service.
client() { town exec client "$@"; }
gateway() { town exec gateway "$@"; }

# Once, within ten seconds; the body is thrown away.
client_curl() { client curl -gfsS --connect-timeout 10 -m 20 -o /dev/null "$@"; }

# The two hosts that are reached by address.
httpbin=('http://172.20.0.100/' 'http://[172:20::100]/')
curl_both() { local url; for url in "${httpbin[@]}"; do client_curl "$url"; done; }

# reaches URL: until an attempt works; what is gone may have to die first (ICE looks for fifteen seconds).
reaches() {
  local tries
  for ((tries = 0; tries < 15; tries++)); do
    ! client curl -gfsS -m 3 -o /dev/null "$1" 2>/dev/null || break
    sleep 0.3
  done
  client_curl "$1"
}
recovers() {
  reaches "${httpbin[0]}"
  curl_both
}

# Until it answers, for at most half a minute.
client_ping() {
  local tries
  for ((tries = 0; tries < 30; tries++)); do
    ! client ping -n -c 1 -W 1 "$1" >/dev/null || return 0
  done
  client ping -n -c 1 -W 1 "$1"
}

# The addresses that the system's resolver gives a client's applications for a name.
client_lookup() { client getent ahosts "$1" | awk '{ print $1 }' | sort -u; }

# expect_error COMMAND…: fails where COMMAND does not.
expect_error() {
  if "$@"; then
    echo "unexpected success: $*" >&2
    return 1
  fi
}

# expect_words WORDS COMMAND…: COMMAND says WORDS, whatever its status.
expect_words() {
  local words=$1 said
  shift
  said=$("$@" 2>&1) || true
  [[ $said == *"$words"* ]] || { printf 'not said: %s\n%s\n' "$words" "$said" >&2 && return 1; }
}

# await WORDS SERVICE [COUNT]: until a service has told them so often.
await() {
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    (($(told "$1" "$2") < ${3:-1})) || return 0
    sleep 0.1
  done
  echo "$2 does not say \"$1\" ${3:-1} times" >&2
  return 1
}

# told WORDS SERVICE: how often.
told() { log_of "$2" | grep -cE -- "$1" || true; }

# reject_access RESOURCE…: takes the access from the gateway alone, as the portal's operator can; the client goes on believing.
reject_access() {
  local resource before
  for resource; do
    before=$(told 'authorization\.removed' gateway)
    town exec fzsh fzsh attach -c "revoke \"$resource\" for client on gateway"
    await 'authorization\.removed' gateway $((before + 1))
  done
}

# A byte stream through the tunnel, whole.
download_sum=$(head -c 10000000 /dev/zero | sha256sum)
download() { # URL [OPTION…]
  local sum
  sum=$(client curl -gfsS -m "${download_seconds:-30}" "$@" | sha256sum)
  [[ $sum == "$download_sum" ]] || { echo "not what was asked for: $*" >&2 && return 1; }
}
# shellcheck disable=SC2034 # for the scripts that download
big='http://download.httpbin/bytes?num=10000000'

# settings of a service's commands, as `sysctl`.
set_kernel() { town exec "$1" sysctl -qw "${@:2}"; }

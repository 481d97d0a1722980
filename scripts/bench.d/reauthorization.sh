# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # $reauthorization, $program and $root are of scripts/bench
# How long a live client is without an access that its gateway lost.

if ((EUID != 0)) || [[ ! -c /dev/net/tun ]]; then
  warn 'live re-authorization is left out: it needs root and /dev/net/tun'
else
  say 'live re-authorization: nine accesses that a gateway loses, about a minute'
  mapfile -t reauthorization < <(python3 "$root/scripts/lib/reauthorization.py" "$program" 9)
  ((${#reauthorization[@]} > 0)) || failed=1
fi

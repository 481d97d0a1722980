# shellcheck shell=bash
# shellcheck disable=SC2154 # $program is of scripts/bench
# The demonstration scenario, whole file: parsed, the lab built, run to its end.

row 'scenario: `fzsh create-flow-from-icmp-error.fzs`' "$program" scripts/scenarios/create-flow-from-icmp-error.fzs

# shellcheck shell=bash
# shellcheck disable=SC2154 # $inside and $root are of scripts/bench
# A lab of 1,000 clients, 50 gateways and 100,000 authorizations: built, and driven until each access has been used.

swift_build -c release --static-swift-stdlib --product Benchmarks >&2
mapfile -t -O ${#inside[@]} inside < <("$root/.build/release/Benchmarks" scale)

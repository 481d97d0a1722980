# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # $inside and $root are of scripts/bench
# What one operation costs: packets, handshakes, events. Scapy does the first two beside it.

swift_build -c release --static-swift-stdlib --product Benchmarks >&2
mapfile -t inside < <("$root/.build/release/Benchmarks")
if has_scapy; then
  mapfile -t -O ${#inside[@]} inside < <(python3 "$root/scripts/lib/scapy_rates.py")
else
  warn 'Scapy is not installed: its rates are left out (pip install scapy)'
fi

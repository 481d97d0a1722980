# shellcheck shell=bash
# shellcheck disable=SC2154 # $program, $root and $median are of scripts/bench
# Captures of 10 MB and of 1 GB, read, filtered and written by whole processes: memory must not grow with the file.

captures=$(mktemp -d)
trap 'rm -rf "$captures"' EXIT
# A file of ours a hundred times over: one section behind the other.
python3 "$root/scripts/lib/make_capture.py" "$captures/small.pcapng" 10
for _ in $(seq 100); do cat "$captures/small.pcapng"; done >"$captures/large.pcapng"

all_runs=$runs
((runs <= 3)) || runs=3
for size in small large; do
  row "read a capture of $(du -m "$captures/$size.pcapng" | cut -f 1) MB: \`read F | count\`" \
    "$program" -c "read $captures/$size.pcapng | count"
  row "… \`read F | where udp(dport=53) | count by ip.dst\`" \
    "$program" -c "read $captures/$size.pcapng | where udp(dport=53) | count by ip.dst"
  row "… \`read F | where udp | write pcapng G\`" \
    "$program" -c "read $captures/$size.pcapng | where udp | write pcapng $captures/out.pcapng"
done
# A file that the memory which the process may have cannot hold: it would fail if it kept what it has read.
row 'the large one, with 64 MiB of memory allowed: `read F | where udp(dport=53) | count by ip.dst`' \
  bash -c 'ulimit -d 65536 && exec "$@"' limited \
  "$program" -c "read $captures/large.pcapng | where udp(dport=53) | count by ip.dst"
if has_scapy; then
  row "read and dissect the first: Scapy, \`PcapReader\`" \
    python3 -c "from scapy.all import *; sum(1 for p in PcapReader('$captures/small.pcapng'))"
else
  warn 'Scapy is not installed: its rows are left out (pip install scapy)'
fi
runs=$all_runs

# shellcheck shell=bash
# shellcheck disable=SC2154 # $program and $median are of scripts/bench
# How long the program takes to start, and to build and print one packet.

row 'start: `fzsh --version`' "$program" --version
start=$median
row 'to a lab in which all nodes are connected: `fzsh -c quit`' "$program" -c quit
row "one packet: \`fzsh -c 'hex ip()/udp()'\`" "$program" -c 'hex ip()/udp()'
packet=$median
if has_scapy; then
  row 'start: Scapy, `import scapy.all`' python3 -c 'import scapy.all'
  against Scapy "$start" "$median"
  row 'one packet: Scapy, `hexdump(IP()/UDP())`' python3 -c 'from scapy.all import *; hexdump(IP()/UDP())'
  against Scapy "$packet" "$median"
else
  warn 'Scapy is not installed: its rows are left out (pip install scapy)'
fi

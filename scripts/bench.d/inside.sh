# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # $inside and $root are of scripts/bench
# What one operation costs: packets, handshakes, events. Scapy does what it can do beside it, in the same run.

# rate BEGINNING: how many in a second the row that begins so says; nothing where there is none.
rate() {
  printf '%s\n' "${inside[@]}" |
    awk -F ' [|] ' -v want="| $1" 'index($0, want) == 1 { gsub(/[ |]/, "", $NF); print $NF; exit }'
}

# times WHAT OURS THEIRS: the ratio of two rows of this run, named by how they begin.
times() {
  local ours theirs
  ours=$(rate "$2") theirs=$(rate "$3")
  [[ -n $ours && -n $theirs ]] || return 0
  inside+=("| … $1 against Scapy | $((ours / theirs)) times | |")
}

swift_build -c release --static-swift-stdlib --product Benchmarks >&2
mapfile -t inside < <("$root/.build/release/Benchmarks")
if has_scapy; then
  mapfile -t -O ${#inside[@]} inside < <(python3 "$root/scripts/lib/scapy_rates.py")
  times 'typed expression to bytes' 'typed `ip(' 'Scapy: the same typed'
  times 'expression read once, to bytes' 'read once: `repeat' 'Scapy: the same compiled'
  times 'crafting ip/udp by names' 'craft ip()/udp() by' 'Scapy: IP()/UDP(), to'
  times 'crafting ip/udp/dns by names' 'craft ip()/udp()/dns() by' 'Scapy: IP()/UDP()/DNS()'
  times 'dissecting' 'dissect ip/udp |' 'Scapy: dissect'
  times '`ask` of 1,000 between two hosts' '`ask` of 1,000 echo requests between' 'Scapy: `sr`'
  times '`ask` of 1,000 through the tunnel' '`ask` of 1,000 echo requests through' 'Scapy: `sr`'
  times 'writing pcapng' 'write a packet of 132' 'Scapy: write a packet'
  times 'reading pcapng, each packet dissected' 'read a packet of 132 B from pcapng, and' 'Scapy: read a packet of 132 B from pcapng, and'
else
  warn 'Scapy is not installed: its rates are left out (pip install scapy)'
fi

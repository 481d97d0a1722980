#!/usr/bin/env bash
# The portal is gone for three quarters of an hour, which is longer than any pause before another attempt, the life of an
# allocation at a relay, and that of an access: tunnels go on, what ends in that time ends although nobody says so, and when the
# portal is back everybody is there again by himself. At fifty times the pace (see soak.sh).
. "$(dirname "$0")/lib.sh"
only_in_namespaces
own_folder
pace=50
export FZSH_LAB=$work/lab.yaml FZSH_PACE LATENCY=0ms
FZSH_PACE=$pace@$(date +%s)
{
  cat "$root/scripts/labs/compose.yaml"
  printf 'policies:\n  - resource: MyCorp Network\n  - resource: "**.httpbin"\n'
  printf '  - resource: "MyCorp Network (IPv6)"\n    expires: "%s"\n' "$(date -u -d '+30 minutes' +%FT%TZ)"
} >"$FZSH_LAB"
bring_up
curl_both

town kill portal
gone=$SECONDS
while ((SECONDS < gone + 45 * 60 / pace)); do
  client_curl "${httpbin[0]}"
  # A name that nobody has been authorized for: it cannot be had now, and nothing comes of asking again and again.
  expect_error client curl -fsS -m 1 -o /dev/null 'http://download.httpbin/' 2>/dev/null
  sleep 0.5
done
(($(told 'authorization\.expired' gateway) == 1))
expect_error client curl -gfsS -m 2 -o /dev/null "${httpbin[1]}" 2>/dev/null
# The longest pause that a reconnect makes.
longest=$(log_of client |
  awk '/state=lost/ { t = $2 + 0; if (last && t - last > most) most = t - last; last = t } END { print int(most) }')
((longest >= 20)) || { echo "no pause before an attempt was longer than $longest s" >&2 && exit 1; }

joined=$(told 'portal\.session .*joined' portal)
town start portal
await 'portal\.session .*joined' portal $((joined + 4))
client_curl "${httpbin[0]}"
reaches 'http://download.httpbin/'
# Its end came while nobody was there to write it down.
town exec portal fzsh node audit --lab "$FZSH_LAB" --resource 'MyCorp Network (IPv6)' | grep -q ' expired'
expect_error client curl -gfsS -m 2 -o /dev/null "${httpbin[1]}" 2>/dev/null
# What is open was not asked for again.
[[ $(town exec portal fzsh node audit --lab "$FZSH_LAB" --resource 'MyCorp Network' --format csv | wc -l) == 2 ]]

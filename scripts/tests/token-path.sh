#!/usr/bin/env bash
# A token comes from the environment or from a file that nobody else reads, never from the command line.
. "$(dirname "$0")/lib.sh"
bring_up

town stop client
tokens=/var/lib/fzsh/tokens
client sh -c "umask 077 && cp $tokens/client.token /run/token"
# try STATUS WORDS ENVIRONMENT… -- ARGUMENT…
try() {
  local status=$1 words=$2 said
  shift 2
  said=$(town exec client timeout -s TERM 3 env -u FIREZONE_TOKEN_PATH "$@" 2>&1) && code=0 || code=$?
  [[ $code == "$status" && $said == *"$words"* ]] || { printf '%s: status %s\n%s\n' "$*" "$code" "$said" >&2 && return 1; }
}
node=(fzsh node client)
token=$(client cat $tokens/client.token)
try 124 'state=joined' "FIREZONE_TOKEN=$token" "${node[@]}"
try 124 'state=joined' FIREZONE_TOKEN_PATH=/run/token "${node[@]}"
try 3 'there is no token' "${node[@]}"
client chmod 644 /run/token
try 3 'can be read by others' FIREZONE_TOKEN_PATH=/run/token "${node[@]}"
try 3 'cannot read the token' FIREZONE_TOKEN_PATH=/run/nothing "${node[@]}"
try 3 'the portal refuses this client' FIREZONE_TOKEN=nonsense "${node[@]}"
try 1 'token' "${node[@]}" --token "$token"

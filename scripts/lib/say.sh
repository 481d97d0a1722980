# shellcheck shell=bash
# What the scripts say goes to standard error; colour only on a terminal and without NO_COLOR.

if [[ -t 2 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  bold=$'\e[1m' red=$'\e[31m' yellow=$'\e[33m' green=$'\e[32m' plain=$'\e[0m'
else
  bold='' red='' yellow='' green='' plain=''
fi

say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*" >&2; }
warn() { printf '%swarning:%s %s\n' "$yellow" "$plain" "$*" >&2; }
good() { printf '%s==> %s%s\n' "$green" "$*" "$plain" >&2; }

# fail MESSAGE [LINE…]: one error, its remedy on the lines below, exit 3 (environment), as the program itself does.
fail() {
  printf '%serror:%s %s\n' "$red" "$plain" "$1" >&2
  shift
  (($# == 0)) || printf '  %s\n' "$@" >&2
  exit 3
}

# Somebody sits there who can answer a question.
at_terminal() { [[ -t 0 && -t 2 && -z ${CI:-} ]]; }

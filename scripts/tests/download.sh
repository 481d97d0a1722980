#!/usr/bin/env bash
# Ten megabytes within five seconds, and each of them right.
. "$(dirname "$0")/lib.sh"
bring_up

download_seconds=5 download "$big"

#!/usr/bin/env bash
# Does what a new user does in the first hour: clones the repository, and runs the commands of
# README.md and docs/GETTING-STARTED.md word for word.
#
#   Tests/first-hour.sh [REPOSITORY]
#
# It takes the blocks marked `sh` out of the documents of the clone, runs each line as it stands, in a
# home folder of its own, and ends with the first that fails. It prints what each took. It is meant for
# a fresh Debian 12, in a container or chroot, with Swift, Python, make and git; packages that the
# commands ask apt for are installed, and stay. REPOSITORY is this one when not given.
set -euo pipefail

repository=$(cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}" && pwd)
# What `make demo` may take, set-up included.
demo_limit_seconds=300
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home
mkdir "$HOME"
git clone --quiet "$repository" "$work/swiftlet"
cd "$work/swiftlet"

# The commands of a document, one in each line.
commands() { awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside && NF' "$1"; }

times=$work/times
for document in README.md docs/GETTING-STARTED.md; do
  commands "$document" >"$work/commands"
  [ -s "$work/commands" ] || { echo "Error: $document has no commands" >&2; exit 1; }
  echo "== $document"
  mapfile -t lines <"$work/commands"
  # One shell for the whole document, as a reader has, in which each line stands as it was written.
  {
    echo 'set -e'
    for line in "${lines[@]}"; do
      printf 'printf "\\n$ %%s\\n" %q; started=$EPOCHREALTIME\n' "$line"
      printf '%s\n' "$line"
      printf 'echo "$started $EPOCHREALTIME" %q >>%q\n' "$line" "$times"
    done
  } >"$work/session"
  bash "$work/session" </dev/null || {
    echo "Error: a command of $document failed: the last one above" >&2
    exit 1
  }
done

echo
awk '{ seconds = $2 - $1; total += seconds; $1 = $2 = ""; printf "%7.1f s %s\n", seconds, $0 }
  END { printf "%7.1f s   all\n", total }' "$times"
awk -v limit="$demo_limit_seconds" '$3 == "make" && $4 == "demo" && $2 - $1 > limit {
  printf "Error: make demo took more than %d seconds\n", limit; failed = 1 } END { exit failed }' "$times" >&2

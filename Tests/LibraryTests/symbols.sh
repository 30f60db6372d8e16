#!/usr/bin/env bash
# Holds a built library to what it may take from outside, and what it may show: symbols.sh triple
set -euo pipefail
cd "$(dirname "$0")/../.."
source Scripts/machines

triple=$1
describe_machine "$triple"
folder=build/library/$triple/lib
declared() { sed -n '/^\/\//d; s/.*[ *]\(swiftlet_[a-z_0-9]*\)(.*/\1/p' "$@" | sort -u; }
fail() {
  echo "symbols: $triple: $1:" >&2
  sed 's/^/  /' >&2
  exit 1
}

# Names that are used and defined nowhere in the library; weak ones may stay so.
taken=$(comm -23 \
  <("$tools/llvm-nm" -u "$folder/libswiftlet.a" 2>/dev/null | sed -n 's/.* U //p' | sort -u) \
  <("$tools/llvm-nm" --defined-only "$folder/libswiftlet.a" 2>/dev/null | sed -n 's/.* [A-Z] //p' |
    sort -u))
allowed='memcpy|memmove|memset|memcmp|__aeabi_mem(cpy|move|set|clr)[48]?'
allowed+='|__memory_base|__table_base|__stack_pointer|__indirect_function_table'
if [ "$hosted" = yes ]; then
  allowed+='|pthread_[a-z_]*|sig[a-z]*|sched_getaffinity|__sched_cpucount|sysconf|syscall'
  allowed+='|clock_gettime|__errno_location|posix_memalign|free|__aarch64_[a-z0-9_]*'
fi
unwanted=$(grep -vxE "$allowed" <<<"$taken" || true)
[ -z "$unwanted" ] || fail 'the library needs more than it may' <<<"$unwanted"

[ "$format" = elf ] || exit 0
headers=(build/library/"$triple"/include/*.h)
shown=$("$tools/llvm-nm" -g --defined-only "$folder/libswiftlet.a" | sed -n 's/.* [A-Z] //p' | sort)
difference=$(diff <(declared "${headers[@]}") <(echo "$shown") || true)
[ -z "$difference" ] || fail 'libswiftlet.a shows other names than its headers' <<<"$difference"
[ "$hosted" = yes ] || exit 0
shown=$("$tools/llvm-nm" -D --defined-only "$folder/libswiftlet.so" | sed -n 's/.* [A-Z] //p' | sort)
difference=$(diff <(declared "${headers[@]}") <(echo "$shown") || true)
[ -z "$difference" ] || fail 'libswiftlet.so shows other names than its headers' <<<"$difference"

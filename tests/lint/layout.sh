#!/bin/sh
# The C files are laid out as clang-format does with the checkout's rules.
#
# Usage: layout.sh ROOT [CLANG-FORMAT]
#
# Versions of clang-format differ in details; another than ours says nothing
# about the files and is skipped.
set -u
root=$1
tool=${2:-}
version=14

if [ -z "$tool" ]; then
    echo "clang-format is not installed: not checked"
    exit 77
fi
case $("$tool" --version) in
*" version $version."*) ;;
*)
    echo "not clang-format $version: not checked"
    exit 77
    ;;
esac

# One line a file: the first place where it differs.
cd "$root" || exit 1
differ=$(find include src tests -name '*.[ch]' -exec \
    "$tool" --style=file --dry-run {} + 2>&1 |
    sed -n 's/^\([^ :]*:[0-9]*\):[0-9]*: warning: .*/\1/p' |
    sort -t: -k1,1 -k2,2n | sort -t: -k1,1 -u |
    sed 's/\(.*\):\(.*\)/\1:\2: laid out otherwise; run: clang-format -i \1/')
if [ -n "$differ" ]; then
    echo "$differ"
    exit 1
fi

#!/bin/sh
# The public header compiles alone, as C and as C++.
#
# Usage: header.sh ROOT C-COMPILER [C++-COMPILER]
set -u
root=$1
cc=$2
cxx=${3:-}
failed=0

# check LANGUAGE STANDARD COMPILER: compile the header and nothing else.
check() {
    # The compiler may be several words, as in `ccache cc`.
    # shellcheck disable=SC2086
    if ! $3 -x "$1" -std="$2" -pedantic-errors -Wall -Wextra -Werror \
        -fsyntax-only "$root/include/quoth.h"; then
        echo "include/quoth.h:1: is no $2; see the compiler's words above"
        failed=1
    fi
}

check c c17 "$cc"
check c c11 "$cc"
if [ -n "$cxx" ]; then
    check c++ c++17 "$cxx"
    check c++ c++11 "$cxx"
else
    echo "no C++ compiler here: looked at as C only"
    [ $failed -ne 0 ] || exit 77
fi
exit $failed

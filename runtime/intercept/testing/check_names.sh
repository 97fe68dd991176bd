#!/bin/sh
# The list of names that programs export must be what the archive defines: a name that is missing is interposed for the
# program but not for its libraries. Arguments: nm, the archive, gordian_rt.syms.
set -eu
defined=$("$1" --defined-only "$2" 2>/dev/null | awk '$2 == "W" && $3 !~ /gordian/ { print $3 }' | LC_ALL=C sort -u)
listed=$(sed -n 's/^  \([A-Za-z_0-9]*\);$/\1/p' "$3" | LC_ALL=C sort -u)
[ "$defined" = "$listed" ] && exit 0
echo "gordian_rt.syms does not list what intercept/ defines:"
echo "defined:"; echo "$defined" | tr '\n' ' '; echo
echo "listed:"; echo "$listed" | tr '\n' ' '; echo
exit 1

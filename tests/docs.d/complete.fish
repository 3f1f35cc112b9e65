# SPDX-License-Identifier: GPL-2.0
# fish tests/docs.d/complete.fish FILE LINE: what fish makes of LINE, with the completion
# in FILE, when there is one offer.
source $argv[1]
set -l offers (complete -C$argv[2] | string replace -r '\t.*' '')
set -l before (string replace -r '[^ ]*$' '' -- $argv[2])
if test (count $offers) -ne 1
    echo (count $offers) offers: $offers
end
echo -n $before$offers[1]

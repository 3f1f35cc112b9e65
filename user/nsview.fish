# SPDX-License-Identifier: GPL-2.0
# fish: what nsview itself says may follow (nsview --complete).

function __nsview_offers
    set -l words (commandline -opc)
    set -l word (commandline -ct | string unescape)
    set -l before
    if test (count $words) -gt 1
        set before $words[2..-1]
    end
    # A file behind --from= is offered with that.
    set -l option (string match -r -- '^--[a-z-]+=' "$word")
    set -l file (string replace -r -- '^--[a-z-]+=' '' "$word")
    for line in ($words[1] --complete $before "$word" 2>/dev/null)
        switch $line
            case ':files'
                for found in (__fish_complete_path "$file")
                    printf '%s\n' "$option$found"
                end
            case ':dirs'
                for found in (__fish_complete_directories "$file" '')
                    printf '%s\n' "$option$found"
                end
            case ':command'
                complete -C "$word"
            case '*'
                printf '%s\n' $line
        end
    end
end

complete -c nsview -f -a '(__nsview_offers)'

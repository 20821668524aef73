function __talplan_find
    set -l words (commandline -opc)
    set -l token (commandline -ct)
    # A quote may still be open.
    set -l typed (string unescape -- "$token"; or string unescape -- "$token\""; or string unescape -- "$token'")
    set -l program (string replace -r '^~(?=/)' ~ -- $words[1])
    set -l found (env COMP_WORDS=(string join \n -- $words "$typed" | string collect -N) COMP_CWORD=(count $words) \
        _TALPLAN_COMPLETE=complete_words $program 2>/dev/null | string match -r '.+')
    set -l option (string match -r -- '^--[^=]+=' "$typed")
    set -g __talplan_found "$option"$found
    test (count $found) -gt 0
end

# Where nothing is found, fish offers files.
complete --command talplan --condition __talplan_find --no-files --keep-order --arguments '$__talplan_found'

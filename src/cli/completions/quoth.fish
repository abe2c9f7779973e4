# Completion of quoth for fish.

set -l commands index search show export list stats check rebuild backup forget help
set -l none "not __fish_seen_subcommand_from $commands"
set -l json index search show list stats check rebuild backup forget

complete -c quoth -f
complete -c quoth -l db -r -F -d 'the archive'
complete -c quoth -l color -x -a 'auto always never' -d 'when to use colours'
complete -c quoth -s h -l help -d 'tell how a command is used'
complete -c quoth -l version -d 'tell the versions of quoth and SQLite'

complete -c quoth -n "$none" -a index -d 'bring the archive up to date with folders'
complete -c quoth -n "$none" -a search -d 'find passages'
complete -c quoth -n "$none" -a show -d 'read a moment, or a whole recording'
complete -c quoth -n "$none" -a export -d 'write a recording in another format'
complete -c quoth -n "$none" -a list -d 'tell the recordings, or the files'
complete -c quoth -n "$none" -a stats -d 'count what the archive holds'
complete -c quoth -n "$none" -a check -d 'verify the archive'
complete -c quoth -n "$none" -a rebuild -d 'make the index anew'
complete -c quoth -n "$none" -a backup -d 'copy the archive into one file'
complete -c quoth -n "$none" -a forget -d 'remove from the archive'
complete -c quoth -n "$none" -a help -d 'tell how a command is used'

complete -c quoth -n "__fish_seen_subcommand_from $json" -l json -d 'one JSON object a line'

complete -c quoth -n '__fish_seen_subcommand_from index' -a '(__fish_complete_directories)'
complete -c quoth -n '__fish_seen_subcommand_from index' -l name -x -d 'name of the collection'
complete -c quoth -n '__fish_seen_subcommand_from index' -l threads -x -d 'how many threads'
complete -c quoth -n '__fish_seen_subcommand_from index' -l all -d 'read unchanged files too'
complete -c quoth -n '__fish_seen_subcommand_from index' -s q -l quiet -d 'neither progress nor summary'
complete -c quoth -n '__fish_seen_subcommand_from index' -s v -l verbose -d 'tell warnings and skipped files too'

complete -c quoth -n '__fish_seen_subcommand_from search' -s n -l limit -x -d 'passages to show'
complete -c quoth -n '__fish_seen_subcommand_from search' -l offset -x -d 'passages to pass over first'
complete -c quoth -n '__fish_seen_subcommand_from index search' -l profile -d 'tell where time went'
complete -c quoth -n '__fish_seen_subcommand_from search' -l explain -d 'tell how the query was understood'
complete -c quoth -n '__fish_seen_subcommand_from search' -l sort -x -a 'rank date time' -d 'the order'
complete -c quoth -n '__fish_seen_subcommand_from search' -l per-recording -x -d 'passages of one recording'
complete -c quoth -n '__fish_seen_subcommand_from search' -l exact -d 'the words as typed, and nothing like them'
complete -c quoth -n '__fish_seen_subcommand_from search' -l all -d 'list all places that say the same line'
complete -c quoth -n '__fish_seen_subcommand_from search' -s C -l context -x -d 'segments or time around'
complete -c quoth -n '__fish_seen_subcommand_from search' -l recordings -d 'which recordings, and how often'
complete -c quoth -n '__fish_seen_subcommand_from search' -l count -d 'only how often'
complete -c quoth -n '__fish_seen_subcommand_from search' -l format -x -a 'text json csv tsv md srt m3u' -d 'the format'
complete -c quoth -n '__fish_seen_subcommand_from search show' -l pager -d 'show it by pages'

complete -c quoth -n '__fish_seen_subcommand_from show' -s B -l before -x -d 'segments before'
complete -c quoth -n '__fish_seen_subcommand_from show' -s A -l after -x -d 'segments after'
complete -c quoth -n '__fish_seen_subcommand_from show' -s C -l context -x -d 'both, or a time'

complete -c quoth -n '__fish_seen_subcommand_from export' -l to -x -a 'srt vtt json txt md csv tsv' -d 'the format'
complete -c quoth -n '__fish_seen_subcommand_from export' -s B -l before -x -d 'segments before'
complete -c quoth -n '__fish_seen_subcommand_from export' -s A -l after -x -d 'segments after'
complete -c quoth -n '__fish_seen_subcommand_from export' -s C -l context -x -d 'both, or a time'

complete -c quoth -n '__fish_seen_subcommand_from list' -l files -d 'all files seen, and what became of them'
complete -c quoth -n '__fish_seen_subcommand_from check' -l full -d 'read everything, not only the structure'
complete -c quoth -n '__fish_seen_subcommand_from index rebuild forget' -l wait -d 'while another process writes, wait'
complete -c quoth -n '__fish_seen_subcommand_from rebuild backup' -s q -l quiet -d 'neither progress nor summary'
complete -c quoth -n '__fish_seen_subcommand_from backup' -l replace -d 'replace an earlier backup of that name'
complete -c quoth -n '__fish_seen_subcommand_from backup' -F
complete -c quoth -n '__fish_seen_subcommand_from forget' -a '(__fish_complete_directories)'
complete -c quoth -n '__fish_seen_subcommand_from help' -a "$commands"

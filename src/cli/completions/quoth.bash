# Completion of quoth for bash.

_quoth() {
    local current=${COMP_WORDS[COMP_CWORD]}
    local previous=${COMP_WORDS[COMP_CWORD - 1]}
    local commands='index search show export list stats check rebuild backup
        forget help'
    local options='--db --color --help --version'
    local search=' --limit --offset --sort --per-recording --exact --all
        --context --recordings --count --format --json --explain
        --profile --pager'
    local command='' word i

    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
        --db | --color) ((i++)) ;;
        -*) ;;
        *)
            command=$word
            break
            ;;
        esac
    done

    case $previous in
    --db)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --color)
        mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current")
        return
        ;;
    --to)
        mapfile -t COMPREPLY < <(compgen -W 'srt vtt json txt md csv tsv' \
            -- "$current")
        return
        ;;
    --sort)
        mapfile -t COMPREPLY < <(compgen -W 'rank date time' -- "$current")
        return
        ;;
    --format)
        mapfile -t COMPREPLY < <(compgen -W 'text json csv tsv md srt m3u' \
            -- "$current")
        return
        ;;
    --name | --threads | --limit | -n | --offset | --per-recording | \
        --before | -B | --after | -A | --context | -C)
        return
        ;;
    esac

    case $command in
    index) options+=' --name --threads --all -q --quiet -v --verbose --profile
        --wait --json' ;;
    search) options+=$search ;;
    show) options+=' --before --after --context --json --pager' ;;
    export) options+=' --to --before --after --context' ;;
    list) options+=' --files --json' ;;
    stats) options+=' --json' ;;
    forget) options+=' --wait --json' ;;
    rebuild) options+=' --wait -q --quiet --json' ;;
    backup) options+=' --replace -q --quiet --json' ;;
    check) options+=' --full --json' ;;
    help | '') ;;
    *) options+=$search ;;
    esac

    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    elif [[ -z $command || $command == help ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
    elif [[ $command == index || $command == forget ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$current")
    elif [[ $command == backup ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}

complete -F _quoth quoth

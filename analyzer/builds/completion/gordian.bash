# Completion of the gordian command for bash. Asks the command itself, so it knows what that knows.
_gordian() {
  local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} gordian=${COMP_WORDS[0]} i
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "$("$gordian" help --help-words 2>/dev/null) --help --version" -- "$current")
    return
  fi
  # Behind "--", and behind the first word of `run`, another program's command line begins.
  for ((i = 2; i < COMP_CWORD; i++)); do
    if [ "${COMP_WORDS[i]}" = -- ]; then
      declare -F _command_offset >/dev/null && [ "$command" = run ] && _command_offset $((i + 1))
      return
    fi
  done
  case "$command" in
  help) mapfile -t COMPREPLY < <(compgen -W "$("$gordian" help --help-words 2>/dev/null) options" -- "$current") ;;
  *)
    case "${COMP_WORDS[COMP_CWORD - 1]}" in
    --format) mapfile -t COMPREPLY < <(compgen -W "$("$gordian" help --formats 2>/dev/null)" -- "$current") ;;
    *)
      case "$current" in
      -*) mapfile -t COMPREPLY < <(compgen -W "$("$gordian" "$command" --help-words 2>/dev/null)" -- "$current") ;;
      esac
      ;;
    esac
    ;;
  esac
}
complete -o default -F _gordian gordian

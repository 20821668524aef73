#compdef talplan

_talplan() {
  local program=${~${(Q)words[1]}} typed=${(Q)PREFIX} line value
  [[ $compstate[quote] == \' ]] && typed=$PREFIX
  local -a before=("${(@Q)words[1,CURRENT-1]}") found
  for line in "${(@f)$(
    COMP_WORDS=${(F)before}$'\n'$typed COMP_CWORD=$((CURRENT - 1)) _TALPLAN_COMPLETE=complete_words \
      command $program 2>/dev/null
  )}"; do
    line=${line//\\/\\\\}
    value=${line%%$'\t'*}
    [[ -z $line ]] || found+=("${value//:/\\:}${${line#$value$'\t'}:+:${line#*$'\t'}}")
  done
  compset -P '--*='
  if (( $#found )); then
    # Not what fits the word as it was typed: a unit is found by its other names too.
    _describe -V talplan found -U -i "$IPREFIX"
    [[ -z ${found:#${(b)typed#--*=}*} ]] || compstate[insert]=menu
  else
    _files
  fi
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _talplan "$@"
else
  compdef _talplan talplan
fi

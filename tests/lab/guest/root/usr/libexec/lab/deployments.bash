# The deployments of this machine, as both stand-ins see them.

DEPLOYMENTS=/ostree/deploy

origin_value() { sed -n "s/^$2=//p" "$1" 2>/dev/null; }

# Sets ROWS, one a deployment in boot order: ROLE PINNED OSNAME CHECKSUM SERIAL, with ROLE booted, staged or -.
read_deployments() {
  local line words role pinned
  ROWS=()
  while IFS= read -r line; do
    if [[ $line =~ ^([*\ ])\ ([^ ]+)\ ([0-9a-f]{64})\.([0-9]+)(\ \((staged|pending|rollback)\))? ]]; then
      role=-
      [[ ${BASH_REMATCH[6]} == staged ]] && role=staged
      [[ ${BASH_REMATCH[1]} == '*' ]] && role=booted
      ROWS+=("$role false ${BASH_REMATCH[2]} ${BASH_REMATCH[3]} ${BASH_REMATCH[4]}")
    elif [[ $line =~ ^\ +Pinned:\ yes ]]; then
      read -r role pinned words <<<"${ROWS[-1]}"
      ROWS[-1]="$role true $words"
    fi
  done < <(ostree admin status 2>/dev/null)
}

origin_of() {
  local role pinned osname checksum serial
  read -r role pinned osname checksum serial <<<"$1"
  echo "$DEPLOYMENTS/$osname/deploy/$checksum.$serial.origin"
}

# Number in boot order of the first deployment with that role; nothing if there is none.
number_of() {
  local number
  for number in "${!ROWS[@]}"; do
    if [[ ${ROWS[number]} == "$1 "* ]]; then echo "$number" && return; fi
  done
}

# Number of the deployment a rollback goes to: the first one behind the booted one, or in front of it if one was queued.
rollback_number() {
  local booted number
  booted=$(number_of booted)
  for number in "${!ROWS[@]}"; do
    if [[ $number -gt $booted && ${ROWS[number]} == '- '* ]]; then echo "$number" && return; fi
  done
}

# origin_row FILE: its values, one a column.
origin_row() {
  local key value
  local -A values=()
  while IFS='=' read -r key value; do
    if [[ $value ]]; then values[$key]=$value; fi
  done <"$1"
  printf '\t%s' "${values[container-image-reference]:-}" "${values[manifest-digest]:-}" "${values[version]:-}" \
    "${values[created]:-}" "${values[manifest]:-}" "${values[config]:-}"
}

# deployments_json JQ-WORD... FILTER: FILTER over an array with one object a deployment.
deployments_json() {
  local row filter=${!#}
  for row in "${ROWS[@]}"; do
    printf '%s%s\n' "${row// /$'\t'}" "$(origin_row "$(origin_of "$row")")"
  done | jq -Rn "${@:1:$#-1}" '[inputs | split("\t") | { role: .[0], pinned: (.[1] == "true"), osname: .[2], checksum: .[3],
    serial: (.[4] | tonumber), reference: .[5], digest: .[6], version: .[7], created: .[8], manifest: (.[9] | @base64d),
    config: (.[10] | @base64d) }] | '"$filter"
}

# The reference of the first deployment in boot order: what an upgrade looks at.
first_reference() { origin_value "$(origin_of "${ROWS[0]}")" container-image-reference; }
first_digest() { origin_value "$(origin_of "${ROWS[0]}")" manifest-digest; }

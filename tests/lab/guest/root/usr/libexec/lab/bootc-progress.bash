# What bootc writes to `--progress-fd N`: one JSON object a line (tests/reference/bootc/progress-fd.md).

PROGRESS='' BYTES_DONE=0

# emit JQ-WORD...: one event. The first one brings Start with it. A reader that went away is not fatal.
emit() {
  [[ $PROGRESS ]] || return 0
  if [[ $PROGRESS != started:* ]]; then
    PROGRESS=started:$PROGRESS
    printf '{"type":"Start","version":"0.1.0"}\n' 2>/dev/null >&"${PROGRESS#*:}" || true
  fi
  jq -ncS "$@" 2>/dev/null >&"${PROGRESS#*:}" || echo 'Failed to write to jsonl: Broken pipe (os error 32)' >&2
}

FINISHED_SUBTASKS=[]
emit_bytes() { # NUMBER BYTES-OF-IT STEPS-DONE
  local kind digest
  kind=$(layer_kind "$1") digest=${LAYERS[$1]#sha256:}
  SUBTASK=$(jq -nc --arg kind "$kind" --arg id "${digest:0:21}" --argjson bytes "$2" --argjson total "${SIZES[$1]}" \
    '{subtask: $kind, description: "\($kind): \($id)", id: $id, bytesCached: 0, bytes: $bytes, bytesTotal: $total}')
  emit --arg digest "$DIGEST" --argjson subtask "$SUBTASK" --argjson finished "$FINISHED_SUBTASKS" \
    --argjson bytes "$((BYTES_DONE + $2))" --argjson total "$(sum_of "${NEEDED[@]}")" --argjson cached "$BYTES_CACHED" \
    --argjson steps "$3" --argjson stepsTotal "${#NEEDED[@]}" --argjson stepsCached "$((${#LAYERS[@]} - ${#NEEDED[@]}))" '{
      type: "ProgressBytes", task: "pulling", description: "Pulling Image: \($digest)", id: $digest, bytesCached: $cached, bytes: $bytes,
      bytesTotal: $total, stepsCached: $stepsCached, steps: $steps, stepsTotal: $stepsTotal, subtasks: ($finished + [$subtask]) }'
}

emit_importing() { # STEPS
  emit --arg digest "$DIGEST" --argjson steps "$1" '{type: "ProgressSteps", task: "importing", description: "Importing Image", id: $digest,
    stepsCached: 0, steps: $steps, stepsTotal: 1, subtasks: [{subtask: "importing", description: "Importing Image", id: "importing",
    completed: ($steps == 1)}]}'
}

emit_staging() { # STEPS SUBTASK...: all but the last are finished
  local steps=$1
  shift
  emit --arg digest "$DIGEST" --argjson steps "$steps" '
    {merging: "Merging Image", deploying: "Deploying Image", bound_images: "Pulling Bound Images", cleanup: "Removing old images"} as $names |
    $ARGS.positional as $all |
    {type: "ProgressSteps", task: "staging", description: "Deploying Image", id: $digest, stepsCached: 0, steps: $steps, stepsTotal: 3,
     subtasks: [range($all | length) as $n | {subtask: $all[$n], description: $names[$all[$n]],
       id: (if $all[$n] == "merging" then "fetching" else $all[$n] end), completed: ($n < ($all | length) - 1 or $steps == 3)}]}' --args "$@"
}

# Bytes of the layer that is on its way, while skopeo writes them.
watch_layer() { # NUMBER STEPS
  local bytes
  while sleep 0.5; do
    bytes=$(stat -c %s "$WORK"/blobs/oci-put-blob* "$WORK"/image/oci-put-blob* 2>/dev/null | sort -n | tail -1)
    [[ ! $bytes ]] || emit_bytes "$1" "$bytes" "$2"
  done
}

# import_layer NUMBER, told about; STEPS layers are done.
import_watched() { # NUMBER STEPS
  emit_bytes "$1" 0 "$2"
  watch_layer "$1" "$2" &
  WATCHER=$!
  # However this ends, nobody goes on writing events.
  trap 'kill "$WATCHER" 2>/dev/null || true' EXIT
  import_layer "$1"
  kill "$WATCHER" 2>/dev/null || true
  wait "$WATCHER" 2>/dev/null || true
  trap - EXIT
  emit_bytes "$1" "${SIZES[$1]}" $(($2 + 1))
  FINISHED_SUBTASKS=$(jq -nc --argjson all "$FINISHED_SUBTASKS" --argjson one "$SUBTASK" '$all + [$one]')
}

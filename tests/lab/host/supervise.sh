#!/bin/bash
# supervise.sh DIRECTORY remove|keep COMMAND WORD...: runs COMMAND in DIRECTORY for as long as standard input stays open,
# then ends it and, with `remove`, deletes DIRECTORY. Whoever holds the other end of standard input may be killed in any
# way: nothing stays behind. Says `ended CODE` when COMMAND ends by itself.
set -u
directory=$1 afterwards=$2
shift 2
cd "$directory" || exit 1
exec 3<&0 </dev/null
trap '' HUP INT TERM
# pdeathsig: should even this process be killed, COMMAND goes with it.
(trap - HUP INT TERM && exec setpriv --pdeathsig KILL "$@" >>"$directory/output.log" 2>&1 3<&-) &
child=$!
cat <&3 >/dev/null &
end=$!
wait -n "$child" "$end"
if ! kill -0 "$child" 2>/dev/null; then
  wait "$child"
  echo "ended $?"
  wait "$end"
fi
kill "$child" 2>/dev/null
for _ in {1..50}; do
  kill -0 "$child" 2>/dev/null || break
  sleep 0.1
done
kill -KILL "$child" 2>/dev/null
wait "$child" 2>/dev/null
[[ $afterwards == keep ]] || { cd / && rm -rf "$directory"; }

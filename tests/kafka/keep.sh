#!/bin/sh
# Outlives the test that holds the other end of standard input, and tidies up behind it: ends the processes whose ids
# stand in FOLDER/*.pid, paused ones too, and removes the folder. However the test ended, nothing of it stays.
#
#   keep.sh FOLDER
# Ctrl-C ends the test; this goes on to the end of its input.
trap '' HUP INT TERM
cat >/dev/null
for file in "$1"/*.pid; do
    [ -f "$file" ] && kill -KILL "$(cat "$file")" 2>/dev/null
done
# What was just ended may be writing still.
for _ in 1 2 3 4 5; do rm -rf "$1" && exit; sleep 0.2; done

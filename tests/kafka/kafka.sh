#!/usr/bin/env bash
# Real Kafka: one broker or three on free loopback ports, with everything they write under target/kafka.
#
#   tests/kafka/kafka.sh start [1|3] [open|secure]
#                                  fetches Kafka the first time, starts brokers, prints their addresses
#   tests/kafka/kafka.sh address [LISTENER]
#                                  prints the addresses of the running brokers, fails if there are none
#   tests/kafka/kafka.sh jars      fetches Kafka the first time, prints the folder with its jars
#   tests/kafka/kafka.sh stop      ends the brokers that `start` started, and no other process
#
# An open broker lets everybody in and makes topics by itself. A secure one has a listener for each way in and checks
# rights; `start` prints its users and where the certificates are. target/kafka/run/broker-1.pid holds its process.
#
# The tests of tests/cluster take the steps of `start` one by one, with a folder and ports of their own:
#
#   tests/kafka/kafka.sh make FOLDER 1|3 open|secure PORT
#                                  writes what brokers need to run, with free ports from PORT
#   tests/kafka/kafka.sh run FOLDER NUMBER
#                                  is this broker of the folder until it is ended
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
home=$(cd "$here/../.." && pwd)/target/kafka
lib=${RUSHHOUR_TEST_CLUSTER:-$home/lib} # who names the jars has fetched them
brokers=$home/run                       # made anew by every start
start_seconds=120
stop_seconds=30

fail() {
    echo "kafka.sh: $*" >&2
    exit 1
}

# Prints the pids of our brokers that run. A pid may have gone to another process: ours names its configuration.
running() {
    local file pid status=1
    for file in "$brokers"/broker-*.pid; do
        pid=$(cat "$file" 2>/dev/null) || continue
        ps -ww -o args= -p "$pid" | grep -qF "kafka.Kafka ${file%.pid}.properties" || continue
        echo "$pid"
        status=0
    done
    return $status
}

# Copies the jars out of Maven's cache unless those of this pom are there.
fetch() {
    [[ -n ${RUSHHOUR_TEST_CLUSTER-} || $lib/.complete -nt $here/pom.xml ]] && return
    rm -rf "$lib"
    mvn --batch-mode --quiet -f "$here/pom.xml" dependency:copy-dependencies >&2 ||
        fail "Maven could not fetch Kafka"
    touch "$lib/.complete"
}

# Becomes a class of Kafka's. A secure broker is small and there quickly: three of them share a machine with tests.
become() {
    local options=(-Xmx512m) kind=$1
    [[ $kind == open ]] || options=(-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC)
    exec java "${options[@]}" -cp "$lib/*" -Dorg.apache.logging.log4j.level=INFO "${@:2}" 2>&1
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# For each listener its name and the addresses of all brokers. The ports, on which nobody listens, are below those
# that systems give to outgoing connections.
addresses() {
    local count=$1 kind=$2 port=$3 number listener found
    local listeners=(PLAINTEXT CONTROLLER)
    [[ $kind == open ]] || listeners=(PLAINTEXT SSL MUTUAL SASL SASLSSL CONTROLLER)
    for listener in "${listeners[@]}"; do
        found=
        for ((number = 1; number <= count; number++)); do
            while answers "$port"; do ((port += 1)); done
            ((port < 30000)) || fail "no free port below 30000"
            found+=,127.0.0.1:$port
            ((port += 1))
        done
        echo "$listener ${found#,}"
    done
}

make() {
    local folder=$1 count=$2 kind=$3 port=$4 number name mechanism user password
    [[ $count =~ ^[13]$ && $kind =~ ^(open|secure)$ ]] || usage
    fetch
    mkdir -p "$folder"
    echo "$count $kind" >"$folder/kind"
    addresses "$count" "$kind" "$port" >"$folder/addresses"
    local format=(kafka.tools.StorageTool format --cluster-id "rushhour-test-${count}brokerA")
    if [[ $kind == secure ]]; then
        "$here/certificates.sh" "$folder"
        while read -r mechanism user password; do
            [[ $mechanism != SCRAM* ]] || format+=(--add-scram "$mechanism=[name=$user,password=$password]")
        done <"$here/users"
    fi
    local formatting=()
    for ((number = 1; number <= count; number++)); do
        name=$folder/broker-$number
        "$here/properties.sh" "$folder" "$number" "$kind" >"$name.properties"
        (become "$kind" "${format[@]}" --config "$name.properties") >"$name.log" &
        formatting+=($!)
    done
    for ((number = 1; number <= count; number++)); do
        wait "${formatting[number - 1]}" || give_up "$folder" "$number" "its storage could not be formatted"
    done
}

run() {
    local folder=$1 number=$2 kind
    read -r _ kind <"$folder/kind"
    become "$kind" kafka.Kafka "$folder/broker-$number.properties"
}

give_up() {
    local log=$1/broker-$2.log
    echo "kafka.sh: broker $2: $3; the end of $log:" >&2
    tail -n 40 "$log" >&2
    exit 1
}

# Waits until a broker that `start` started can be used.
wait_for() {
    local name=$brokers/broker-$1 tenths
    for ((tenths = 0; tenths < start_seconds * 10; tenths++)); do
        kill -0 "$(cat "$name.pid")" 2>/dev/null || break
        grep -q 'Kafka Server started' "$name.log" && return
        sleep 0.1
    done
    stop
    give_up "$brokers" "$1" "it ended while starting, or did not start within $start_seconds seconds"
}

start() {
    local count=${1-1} kind=${2-open} number
    if running >/dev/null; then
        [[ $(cat "$brokers/kind") == "$count $kind" ]] || fail "others are running: $(cat "$brokers/kind")"
    else
        rm -rf "$brokers"
        make "$brokers" "$count" "$kind" $((20000 + RANDOM % 9000))
        for ((number = 1; number <= count; number++)); do
            run "$brokers" "$number" >>"$brokers/broker-$number.log" </dev/null &
            echo $! >"$brokers/broker-$number.pid"
        done
        for ((number = 1; number <= count; number++)); do wait_for "$number"; done
    fi
    if [[ $kind == open ]]; then address; else describe; fi
}

describe() {
    cat <<TEXT
PLAINTEXT                     $(address PLAINTEXT)
SSL                           $(address SSL)
SSL, asks for a certificate   $(address MUTUAL)
SASL_PLAINTEXT                $(address SASL)
SASL_SSL                      $(address SASLSSL)

ssl.ca.location               $brokers/authority.pem
ssl.certificate.location      $brokers/client.pem
ssl.key.location              $brokers/client.key
ssl.key.password              $(cat "$brokers/client.password")

sasl.mechanism, sasl.username, sasl.password: ann may do everything, the others nothing
$(cat "$here/users")
TEXT
}

address() {
    running >/dev/null || fail "no broker is running"
    sed -n "s/^${1-PLAINTEXT} //p" "$brokers/addresses" | grep . || fail "no listener ${1-PLAINTEXT}"
}

jars() {
    fetch
    echo "$lib"
}

# At once: the next start begins anew.
stop() {
    local tenths
    for ((tenths = 0; tenths < stop_seconds * 10; tenths++)); do
        running | xargs -r kill -KILL 2>/dev/null || true
        running >/dev/null || return 0
        sleep 0.1
    done
    fail "a broker does not end"
}

usage() { fail "usage: kafka.sh start [1|3] [open|secure] | address [LISTENER] | jars | stop"; }

case ${1-}:$# in
start:[123] | address:[12] | jars:1 | stop:1 | make:5 | run:3) "$@" ;;
*) usage ;;
esac

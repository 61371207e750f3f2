#!/usr/bin/env bash
# One real Kafka broker for the tests, on free loopback ports, with everything it writes under target/kafka.
#
#   tests/kafka/kafka.sh start     fetches Kafka the first time, starts it, prints its address
#   tests/kafka/kafka.sh address   prints the address of the running broker, fails if there is none
#   tests/kafka/kafka.sh jars      fetches Kafka the first time, prints the folder with its jars
#   tests/kafka/kafka.sh stop      stops the broker that `start` started, and no other process
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
home=$(cd "$here/../.." && pwd)/target/kafka
lib=$home/lib
run=$home/run # made anew by every start
log=$run/kafka.log
kafka=(java -Xmx512m -cp "$lib/*" -Dorg.apache.logging.log4j.level=INFO)
start_seconds=120
stop_seconds=30

fail() {
    echo "kafka.sh: $*" >&2
    exit 1
}

# Prints the pid if our broker runs. A pid may have gone to another process: ours names its configuration.
running() {
    local pid
    pid=$(cat "$run/pid" 2>/dev/null) || return 1
    ps -ww -o args= -p "$pid" | grep -qF "kafka.Kafka $run/server.properties" || return 1
    echo "$pid"
}

# Copies the jars out of Maven's cache unless those of this pom are there.
fetch() {
    [[ $lib/.complete -nt $here/pom.xml ]] && return
    rm -rf "$lib"
    mvn --batch-mode --quiet -f "$here/pom.xml" dependency:copy-dependencies >&2 ||
        fail "Maven could not fetch Kafka"
    touch "$lib/.complete"
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A port on which nobody listens, below those that systems give to outgoing connections.
free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 10000))
        answers "$port" || { echo "$port" && return; }
    done
    fail "no free port between 20000 and 29999"
}

configure() {
    local port=$1 controller_port=$2
    cat <<PROPERTIES
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller_port
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:$controller_port
log.dirs=$run/data

# One broker cannot replicate, and a test waits for nobody.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0

# As librdkafka's mock broker has it, so that a test sees the same topic on both.
auto.create.topics.enable=true
num.partitions=4

# Event times are the scenario's, years away from the clock: never refuse one, never delete one as expired.
log.message.timestamp.after.max.ms=9223372036854775807
log.message.timestamp.before.max.ms=9223372036854775807
log.retention.ms=-1

# What a deleted topic held is gone before it is written to the disk.
log.segment.delete.delay.ms=1000
PROPERTIES
}

give_up() {
    echo "kafka.sh: $1; the end of $log:" >&2
    tail -n 40 "$log" >&2
    stop
    exit 1
}

start() {
    if running >/dev/null; then address && return; fi
    fetch
    rm -rf "$run"
    mkdir -p "$run"
    local port controller_port pid
    port=$(free_port)
    controller_port=$port
    while [[ $controller_port == "$port" ]]; do controller_port=$(free_port); done
    configure "$port" "$controller_port" >"$run/server.properties"

    "${kafka[@]}" kafka.tools.StorageTool format --standalone --cluster-id rushhour-test-clusterA \
        --config "$run/server.properties" >"$log" 2>&1 || give_up "the storage could not be formatted"
    "${kafka[@]}" kafka.Kafka "$run/server.properties" >>"$log" 2>&1 </dev/null &
    pid=$!
    echo "$pid" >"$run/pid"

    for ((tenths = 0; tenths < start_seconds * 10; tenths++)); do
        kill -0 "$pid" 2>/dev/null || give_up "the broker ended while starting"
        if grep -q 'Kafka Server started' "$log" && answers "$port"; then
            echo "127.0.0.1:$port" >"$run/address"
            address && return
        fi
        sleep 0.1
    done
    give_up "the broker did not answer within $start_seconds seconds"
}

address() {
    running >/dev/null && cat "$run/address" 2>/dev/null || fail "no broker is running"
}

jars() {
    fetch
    echo "$lib"
}

stop() {
    local pid
    pid=$(running) || return 0
    kill "$pid"
    for ((tenths = 0; tenths < stop_seconds * 10; tenths++)); do
        running >/dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$pid"
}

case ${1-} in
start | stop | address | jars) "$1" ;;
*) fail "usage: kafka.sh start|stop|address|jars" ;;
esac

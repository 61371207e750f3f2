#!/usr/bin/env bash
# Prints the configuration of one of the brokers whose addresses stand in FOLDER/addresses.
#
#   properties.sh FOLDER NUMBER open|secure
set -euo pipefail
folder=$1
number=$2
kind=$3

listeners=()
while read -r name addresses; do
    IFS=, read -ra of <<<"$addresses"
    listeners+=("$name://${of[number - 1]}")
done <"$folder/addresses"

# The last line's are the controllers'.
count=${#of[@]}
voters=()
for ((voter = 1; voter <= count; voter++)); do voters+=("$voter@${of[voter - 1]}"); done

join() { local IFS=,; echo "$*"; }

cat <<PROPERTIES
process.roles=broker,controller
node.id=$number
listeners=$(join "${listeners[@]}")
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SSL:SSL,MUTUAL:SSL,SASL:SASL_PLAINTEXT,SASLSSL:SASL_SSL,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
controller.quorum.voters=$(join "${voters[@]}")
log.dirs=$folder/broker-$number

# On all brokers there are, and one of three may be away.
default.replication.factor=$count
min.insync.replicas=$(((count + 1) / 2))
transaction.state.log.replication.factor=$count
transaction.state.log.min.isr=$(((count + 1) / 2))
transaction.state.log.num.partitions=1

# A test waits for nobody.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
PROPERTIES

[[ $kind == secure ]] || exec cat <<'PROPERTIES'

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

cat <<PROPERTIES

auto.create.topics.enable=false

# A broker that is gone is missed soon by the others. One alone may stand still for a while: it is its own controller, which
# would count it out, and librdkafka may then lose it for good (its issue 5301).
broker.session.timeout.ms=$((count > 1 ? 3000 : 9000))
broker.heartbeat.interval.ms=500

# Small.
num.network.threads=2
num.io.threads=2
num.replica.fetchers=1
log.cleaner.dedupe.buffer.size=2000000
background.threads=2

authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:ann;User:CN=client

ssl.keystore.type=PEM
ssl.keystore.location=$folder/broker.pem
ssl.truststore.type=PEM
ssl.truststore.location=$folder/authority.pem
listener.name.mutual.ssl.client.auth=required
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512,OAUTHBEARER
# Who does not log in again in time is sent away.
connections.max.reauth.ms=2000
PROPERTIES

users=$(awk '$1 == "PLAIN" { printf " user_%s=\"%s\"", $2, $3 }' "$(dirname "$0")/users")
security=org.apache.kafka.common.security
for listener in sasl saslssl; do
    cat <<PROPERTIES
listener.name.$listener.plain.sasl.jaas.config=$security.plain.PlainLoginModule required$users;
listener.name.$listener.scram-sha-512.sasl.jaas.config=$security.scram.ScramLoginModule required;
listener.name.$listener.oauthbearer.sasl.jaas.config=$security.oauthbearer.OAuthBearerLoginModule required;
PROPERTIES
done

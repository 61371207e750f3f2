#!/usr/bin/env bash
# Makes an authority, a broker's certificate and a client's, as PEM: nothing expires in the repository.
#
#   certificates.sh FOLDER
#
# authority.pem, broker.pem with its key, client.pem, and client.key under the password in client.password.
set -euo pipefail
cd "$1"

# A new key and its certificate.
request() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2 -keyout "$1.key" -out "$1.pem" "${@:2}" \
        2>openssl.log || { cat openssl.log >&2 && exit 1; }
}

request authority -noenc -subj '/CN=the authority'
by=(-CA authority.pem -CAkey authority.key)
request broker "${by[@]}" -noenc -subj /CN=broker -addext subjectAltName=IP:127.0.0.1,DNS:localhost
cat broker.key >>broker.pem
echo key-s3cret-of-the-client >client.password
request client "${by[@]}" -passout file:client.password -subj /CN=client

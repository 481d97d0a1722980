#!/bin/bash
# A key and a certificate for localhost that signs itself: certificate.sh FOLDER
set -eu
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$1/key.pem" -out "$1/certificate.pem" 2>/dev/null
echo made

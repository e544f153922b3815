#!/usr/bin/env bash
# Interoperation with OpenSSF's model_signing, both directions, for keys and certificates; see README.md.
#   PYTHONPATH=.../model-transparency/src run.sh [GAMBESON] [PYTHON]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
gambeson=${1:-$here/../../../gambeson}
python=${2:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
passed=0

make_model() {
  rm -rf "$1"
  mkdir -p "$1/layers/deep" "$1/.git" "$1/empty"
  echo '{"a": 1}' >"$1/config.json"
  head -c 3000000 /dev/zero | openssl enc -aes-128-ctr -K 00 -iv 00 >"$1/weights.bin" 2>/dev/null
  : >"$1/layers/none"
  echo x >"$1/layers/deep/a.txt"
  echo y >"$1/layers-b.txt" # sorts differently by path part and by code point
  echo z >"$1/größe 𝔘.txt"  # beyond U+FFFF
  echo ref >"$1/.git/HEAD"  # left out by default
}

accepts() { if "${@:2}" >out.txt 2>&1; then passed=$((passed + 1)); echo "ok    $1"; else echo "WRONG $1: refused"; cat out.txt; exit 1; fi; }
refuses() { if "${@:2}" >out.txt 2>&1; then echo "WRONG $1: accepted"; exit 1; else passed=$((passed + 1)); echo "ok    $1"; fi; }
peer() { "$python" "$here/peer.py" "$@"; }
ours() { "$gambeson" "$@"; }

# A root, an intermediate and a signer's certificate.
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=root \
  -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign 2>/dev/null
certify() { # name, issuer, extensions
  openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 20 -out "$1.pem" -extfile <(printf '%s\n' "${@:3}") 2>/dev/null
}
openssl ecparam -name secp384r1 -genkey -noout -out int.key
certify int ca basicConstraints=critical,CA:true keyUsage=critical,keyCertSign
openssl ecparam -name prime256v1 -genkey -noout -out signer.key
certify signer int basicConstraints=critical,CA:false keyUsage=critical,digitalSignature extendedKeyUsage=codeSigning
cat signer.pem int.pem >chain.pem
for curve in prime256v1 secp384r1 secp521r1; do
  openssl ecparam -name $curve -genkey -noout -out $curve.key
  openssl ec -in $curve.key -pubout -out $curve.pub 2>/dev/null
done

tampered() { # who verifies, and how
  local verify=("${@:2}")
  cp -r model kept
  printf 'X' | dd of=model/weights.bin bs=1 seek=99 conv=notrunc 2>/dev/null
  refuses "  $1 refuses it after a byte changed" "${verify[@]}"
  rm -rf model && cp -r kept model && echo evil >model/evil.py
  refuses "  $1 refuses it after a file was added" "${verify[@]}"
  rm -rf model && cp -r kept model && rm model/config.json
  refuses "  $1 refuses it after a file went missing" "${verify[@]}"
  rm -rf model && cp -r kept model && mv model/config.json model/conf.json
  refuses "  $1 refuses it after a file was renamed" "${verify[@]}"
  rm -rf model && mv kept model
  accepts "  $1 accepts it after all was put back" "${verify[@]}"
}

for curve in prime256v1 secp384r1 secp521r1; do
  make_model model
  accepts "gambeson signs, $curve" ours sign model --key $curve.key
  accepts "  model_signing verifies it" peer verify key model model/model.sig $curve.pub
  tampered model_signing peer verify key model model/model.sig $curve.pub
  make_model model
  accepts "model_signing signs, $curve" peer sign key model model/model.sig $curve.key
  accepts "  gambeson verifies it" ours verify model --key $curve.pub
  tampered gambeson ours verify model --key $curve.pub
done

make_model model
accepts "gambeson signs, certificate" ours sign model --key signer.key --certificate chain.pem
accepts "  model_signing verifies it" peer verify certificate model model/model.sig ca.pem
tampered model_signing peer verify certificate model model/model.sig ca.pem
make_model model
accepts "model_signing signs, certificate" peer sign certificate model model/model.sig signer.key signer.pem int.pem
accepts "  gambeson verifies it" ours verify model --certificate-chain ca.pem
tampered gambeson ours verify model --certificate-chain ca.pem

make_model model
ours keygen pq.key --kind ml-dsa-65 >/dev/null
accepts "gambeson signs, hybrid" ours sign model --key prime256v1.key --pq-key pq.key
accepts "  model_signing verifies the classical half" peer verify key model model/model.sig prime256v1.pub
accepts "gambeson adds a second signer" ours sign model --key secp384r1.key --add
accepts "  model_signing still verifies the first" peer verify key model model/model.sig prime256v1.pub

echo "$passed checks, all as expected"

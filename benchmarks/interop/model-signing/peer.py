"""Signs or verifies with OpenSSF's model_signing, for run.sh. Exit status 0: signed, or verified; 1: refused."""

import pathlib
import sys

from model_signing import hashing
from model_signing import signing
from model_signing import verifying


def _hashing(signature):
    more = signature.with_name(signature.name + ".more")
    return hashing.Config().set_ignored_paths(paths=[signature, more], ignore_git_paths=True)


def main(verb, method, model, signature, *files):
    model, signature, *files = map(pathlib.Path, (model, signature, *files))
    if verb == "sign":
        config = signing.Config().set_hashing_config(_hashing(signature))
        if method == "key":
            config.use_elliptic_key_signer(private_key=files[0])
        else:
            config.use_certificate_signer(
                private_key=files[0], signing_certificate=files[1], certificate_chain=files[2:]
            )
        config.sign(model, signature)
    else:
        config = verifying.Config().set_hashing_config(_hashing(signature))
        if method == "key":
            config.use_elliptic_key_verifier(public_key=files[0])
        else:
            config.use_certificate_verifier(certificate_chain=files)
        config.verify(model, signature)


try:
    main(*sys.argv[1:])
except Exception as e:  # the peer raises whatever it meets
    print(f"model_signing: {type(e).__name__}: {e}", file=sys.stderr)
    sys.exit(1)

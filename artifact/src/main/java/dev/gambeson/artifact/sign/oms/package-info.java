/// OpenSSF Model Signing (OMS) v1.0: manifests of model folders, signature bundles, and what a
/// signed folder must still look like.
@NullMarked
package dev.gambeson.artifact.sign.oms;

import org.jspecify.annotations.NullMarked;

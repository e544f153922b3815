/// The Open Inference Protocol, version 2: tensors, requests and replies.
@NullMarked
package dev.gambeson.server.oip;

import org.jspecify.annotations.NullMarked;

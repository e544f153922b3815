/// The Open Inference Protocol over gRPC.
@NullMarked
package dev.gambeson.server.grpc;

import org.jspecify.annotations.NullMarked;

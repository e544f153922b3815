/// Models on other servers that speak the Open Inference Protocol over HTTP.
@NullMarked
package dev.gambeson.server.serving.upstream;

import org.jspecify.annotations.NullMarked;

/// Where incidents and running playbooks are kept, over nodes and restarts.
@NullMarked
package dev.gambeson.response.store;

import org.jspecify.annotations.NullMarked;

/// What a playbook can do, and the port through which it is done.
@NullMarked
package dev.gambeson.response.action;

import org.jspecify.annotations.NullMarked;

/// Playbooks: read, triggered, run, drilled; no step ever twice.
@NullMarked
package dev.gambeson.response.playbook;

import org.jspecify.annotations.NullMarked;

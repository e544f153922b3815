/// Ways to tell people and machines: webhook, mail, syslog; as JSON, CEF, OCSF or text.
@NullMarked
package dev.gambeson.response.route;

import org.jspecify.annotations.NullMarked;

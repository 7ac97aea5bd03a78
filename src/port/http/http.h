/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The HTTP/1.1 door (RFC 9110, 9112): the routes of core/route.h, Server-Sent Events, and the web
 * pages, on two listeners: http.listen (TCP, with TLS when a certificate is set) and the control
 * socket <store.path>/control.sock, mode 0600, whose callers are the principal "local" with every
 * permission. http.listen "-" opens the socket alone. After start <store.path>/http.address holds
 * the base URL that was opened (port 0: any free one), and a newline.
 *
 * Codes become statuses: invalid 400, unauthorized 401, denied 403, not_found 404, conflict 409,
 * too_large 413, busy 503 with Retry-After (429 at sign-in), all others 500; the body is an RFC
 * 9457 problem document.
 */
#ifndef PORT_HTTP_HTTP_H
#define PORT_HTTP_HTTP_H

#include "core/port.h"

/*
 * drain: connections and requests that come later are turned away, streams end. close waits until
 * every call under way was answered by the host (so the host must be alive until then) and up to 5
 * s more for slow readers.
 */
extern const struct port port_http;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The street desk: streets that are closed or slow, and traffic by the hour. See README.md. */
#ifndef DESK_STREET_STREET_H
#define DESK_STREET_STREET_H

#include "core/desk.h"

extern const struct desk desk_street;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* How often a device is expected to be heard. */
#ifndef CORE_RHYTHM_H
#define CORE_RHYTHM_H

#include <stdint.h>

#include "core/settings.h"
#include "event/records_gen.h"

/*
 * In seconds; 0: nobody waits for it. Its own (period_s, also an own 0), else that of its kind (rhythm.*), and that only from
 * its first sign of life on: what was never connected is not missed. Whatever its state.
 */
int64_t rhythm_of(const struct settings *s, const struct device *dev);

#endif

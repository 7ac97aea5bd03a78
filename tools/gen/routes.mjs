// SPDX-License-Identifier: Apache-2.0
// schema -> the route table: deny by default, because a request that matches no row is refused.
import { upper, cText, GENERATED } from './schema.mjs'

export function routesHeader(s) {
  return ['/* SPDX-License-Identifier: Apache-2.0 */', `/* ${GENERATED} */`, '#ifndef CORE_ROUTES_GEN_H', '#define CORE_ROUTES_GEN_H', '', '/* clang-format off */', 'enum route_id {',
    ...s.routes.map((r, i) => `    ROUTE_${upper(r.command)} = ${i},`), `    ROUTE_COUNT = ${s.routes.length}`, '};', '/* clang-format on */', '', '#endif', ''].join('\n')
}

export function routesSource(s) {
  const perm = (p) => (p === 'public' ? 'PERM_PUBLIC' : p === 'signed_in' ? 'PERM_SIGNED_IN' : `PERM_${upper(p)}`)
  return ['/* SPDX-License-Identifier: Apache-2.0 */', `/* ${GENERATED} */`, '#include "core/route.h"', '', '/* clang-format off */', 'const struct route route_table[ROUTE_COUNT] = {',
    ...s.routes.map((r) => `    {ROUTE_${upper(r.command)}, ${cText(r.method)}, ${cText(r.path)}, ${cText(r.command)}, ${perm(r.permission)}, ${r.input ? `IN_${upper(r.input)}` : 'IN_COUNT'}, FOUR_EYES_${upper(r.fourEyes)}, ACCESS_${upper(r.access)}, ${cText(r.doc)}},`),
    '};', '/* clang-format on */', ''].join('\n')
}

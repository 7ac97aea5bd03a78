// SPDX-License-Identifier: Apache-2.0
// schema/settings.json -> the configuration file, its manual page and its C table.
import { cText, GENERATED } from './schema.mjs'

const each = (s) => Object.entries(s.settings).flatMap(([section, keys]) => Object.entries(keys).map(([key, [type, dflt, doc]]) => ({ section, key, type, dflt, doc })))
const constant = (x) => `SET_${x.section}_${x.key}`.toUpperCase()

export function settingsHeader(s) {
  return ['/* SPDX-License-Identifier: Apache-2.0 */', `/* ${GENERATED} */`, '#ifndef CORE_SETTINGS_GEN_H', '#define CORE_SETTINGS_GEN_H', '', '/* clang-format off */', 'enum setting {',
    ...each(s).map((x, i) => `    ${constant(x)} = ${i}, /* ${x.section}.${x.key}: ${x.doc} */`), `    SET_COUNT = ${each(s).length}`, '};', '/* clang-format on */', '', '#endif', ''].join('\n')
}

export function settingsSource(s) {
  return ['/* SPDX-License-Identifier: Apache-2.0 */', `/* ${GENERATED} */`, '#include "core/settings.h"', '', '/* clang-format off */', 'const struct setting_info setting_table[SET_COUNT] = {',
    ...each(s).map((x) => `    {${cText(x.section)}, ${cText(x.key)}, SETTING_${x.type.toUpperCase()}, ${cText(x.dflt)}, ${cText(x.doc)}},`), '};', '/* clang-format on */', ''].join('\n')
}

/** A comment in lines that a terminal shows whole; the reader of the file takes none over 198 letters. */
const comment = (text) => text.match(/.{1,110}(?: |$)/g).map((line) => `# ${line.trimEnd()}`)

export function settingsFile(s) {
  const out = ['# Configuration of markazd: every setting with its default. INI; a line starting with # is a comment.', '# Change one from the command line with --set section.key=value.', `# ${GENERATED}`, '']
  for (const [section, keys] of Object.entries(s.settings)) {
    out.push(`[${section}]`)
    for (const [key, [, dflt, doc]] of Object.entries(keys)) out.push(...comment(doc), `${key} = ${dflt}`.trimEnd(), '')
  }
  return out.join('\n').trimEnd() + '\n'
}

export function settingsManual(s) {
  const out = [`.\\" ${GENERATED}`, '.Dd November 22, 2026', '.Dt MARKAZ.CONF 5', '.Os', '.Sh NAME', '.Nm markaz.conf', '.Nd configuration of markazd', '.Sh DESCRIPTION',
    'An INI file: sections in square brackets, one', '.Ar key No = Ar value', 'a line, comments after a hash mark.', 'A setting given on the command line with', '.Fl -set Ar section.key=value', 'wins over the file.']
  for (const [section, keys] of Object.entries(s.settings)) {
    out.push(`.Ss Section ${section}`, '.Bl -tag -width Ds')
    for (const [key, [type, dflt, doc]] of Object.entries(keys)) out.push(`.It Ic ${key}`, doc.replace(/\. (?=[A-Z])/g, '.\n'), type === 'bytes' ? 'In bytes.' : null, dflt === '' ? 'Default: empty.' : `Default: ${dflt}.`)
    out.push('.El')
  }
  out.push('.Sh FILES', '.Pa /etc/markaz/markaz.conf', '.Sh SEE ALSO', '.Xr markazctl 1 ,', '.Xr markazd 8', '')
  return out.filter((l) => l !== null).join('\n')
}

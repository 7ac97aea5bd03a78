// SPDX-License-Identifier: Apache-2.0
// The stock client is TypeScript in its package and made JavaScript there; what it says on the console is not the tests'.
import TAK from '@tak-ps/node-tak'
import CoT, { CoTParser } from '@tak-ps/node-cot'

export { CoT, CoTParser, TAK }

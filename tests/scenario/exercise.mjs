// SPDX-License-Identifier: Apache-2.0
// A warning of our own that warns nobody, for tests that need the key with which all of them are signed.
import assert from 'node:assert/strict'
import { until } from './harness.mjs'

export const EXERCISE = 'Exercise of the signature'

/** The key is made at the first warning. Where that takes longer than a warning may wait, it goes out unsigned: then by another. */
export async function signedExercise(c) {
  const body = { status: 'exercise', category: 'met', event: EXERCISE, urgency: 'past', severity: 'minor', certainty: 'observed', area_desc: 'Nowhere', lat: 41, lon: 69, radius_m: 100,
    expires: new Date(Date.now() + 3600e3).toISOString(), texts: [{ language: 'en', headline: 'Exercise' }] }
  await until(async () => {
    const issued = await c.call('POST', '/api/v1/warnings', body, c.token('operator'))
    assert.equal(issued.status, 200, issued.text)
    const { warning } = (await c.call('GET', '/api/v1/picture?topics=alarm', undefined, c.token('operator'))).json.entities
    return warning[issued.json.id].trust === 'verified'
  }, undefined, 'a signed warning')
}

// SPDX-License-Identifier: Apache-2.0
type Text = string | Record<string, string>

/** What is missing or wrong in src/i18n, or in another folder of the same form; empty when all is there. */
export function checkTexts(from?: string): string[]
/** The same of texts given as { part: { lang: { key: text } } }. */
export function problemsOf(parts: Record<string, Record<string, Record<string, Text>>>): string[]
/** Keys that stand twice in one file's text. */
export function doubleKeys(where: string, json: string): string[]

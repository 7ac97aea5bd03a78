// SPDX-License-Identifier: Apache-2.0
/** What is missing or wrong in src/i18n; empty when all is there. */
export function checkTexts(): string[]

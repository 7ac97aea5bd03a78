// SPDX-License-Identifier: Apache-2.0
// Styles are imported for esbuild to bundle; they have no value.
declare module '*.css'

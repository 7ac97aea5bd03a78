// SPDX-License-Identifier: Apache-2.0

/** Who is called for a site, as its keyholders and an alarm's screen are answered. */
export interface Keyholder {
    id: string
    place: number
    name: string
    phone: string
    note: string
    /** is there a word? The word itself nobody can see */
    code: boolean
    duress_code: boolean
}

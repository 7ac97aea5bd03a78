// SPDX-License-Identifier: Apache-2.0
const none = () => { throw new Error('PKCS#12 is not read here: the test gives PEM') }
module.exports = { getPemFromP12: none }

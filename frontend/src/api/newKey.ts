/** A name that a client gives an act, so that the same again, after a lost answer, does nothing. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')

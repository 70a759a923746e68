/**
 * A name that nobody else uses: what is asked for twice under it is done once. Made so that it can be made on pages that
 * came without TLS, too.
 */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("")

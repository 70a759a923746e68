/**
 * How much may come with a message, wherever it is said. Pure and light: pages ask it before they send anything.
 */

/** With one message. */
export const mostFiles = 10

const megabyte = 1024 * 1024

/** Of one file, in bytes. */
export const mostBytes = 10 * megabyte

/** `0.1 MB`: never less than there is. */
export const megabytes = (bytes: number): string => `${Math.max(0.1, Math.ceil((bytes / megabyte) * 10) / 10)} MB`

/** `bytes`: where it is known before all of it was read. */
export const tooLarge = (bytes?: number): string =>
  `${bytes === undefined ? "too large" : megabytes(bytes)}, at most ${mostBytes / megabyte} MB`

export const tooMany = `at most ${mostFiles} files a message are taken`

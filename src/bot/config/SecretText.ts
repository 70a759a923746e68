/**
 * Whether a word looks like a secret, by its name or by its own shape. Owns the patterns; used to keep secrets out of
 * the configuration and out of messages about it.
 */
const name = /(^|[^a-z])(token|secret|password|passphrase|api_?key|credentials?|private_?key)s?$/

/** `token`, `botToken`, `api_key`, `SIGNING_SECRET`. */
export const isSecretName = (key: string): boolean =>
  name.test(
    key
      .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
      .replaceAll("-", "_")
      .toLowerCase()
  )

const shapes = [
  /\bxox[a-z]-[\w-]{8,}/,
  /\bxapp-[\w-]{8,}/,
  /\bsk-[\w-]{16,}/,
  /\bgh[opsu]_\w{20,}/,
  /\bgithub_pat_\w{20,}/,
  /^[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}$/,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/
]

/** A chat token, an API key, an address with a password in it. */
export const isSecretValue = (value: unknown): boolean =>
  typeof value === "string" && shapes.some((shape) => shape.test(value))

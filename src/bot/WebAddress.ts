/**
 * Where the web server listens, and under which names it may be spoken to. Pure. Owns reading `web.listen` and the rule
 * that a page in somebody's browser, which can reach this machine but not name it, is turned away.
 */
import * as Schema from "effect/Schema"

export interface WebAddress {
  readonly host: string
  /** 0 is any that is free. */
  readonly port: number
}

const written = /^(?<host>\[[0-9a-fA-F:]+\]|[^\s:/[\]]+):(?<port>\d{1,5})$/

export const parseAddress = (text: string): WebAddress | undefined => {
  const { host, port } = written.exec(text)?.groups ?? {}
  if (host === undefined || Number(port) > 65_535) return undefined
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) }
}

/** `127.0.0.1:3456`, `[::1]:0`. */
export const AddressText = Schema.String.check(
  Schema.makeFilter((text: string) => parseAddress(text) !== undefined, {
    expected: "a host and a port such as 127.0.0.1:3456"
  })
)

const loopback = ["127.0.0.1", "localhost", "::1"]

export const isLoopback = (host: string): boolean => loopback.includes(host) || host.startsWith("127.")

const everywhere = ["0.0.0.0", "::"]

/** As a host stands in an address. */
export const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host)

/** How a program on this machine reaches it. */
export const ownUrl = ({ host, port }: WebAddress): string =>
  `http://${bracketed(everywhere.includes(host) ? "127.0.0.1" : host)}:${port}`

/** Every `Host` under which it answers: its own, those of this machine, and the names that were configured. */
export const hostsOf = ({ host, port }: WebAddress, names: ReadonlyArray<string>): ReadonlySet<string> => {
  const local = isLoopback(host) || everywhere.includes(host) ? loopback : []
  const named = names.map((name) => bracketed(name).toLowerCase())
  const withPort = [bracketed(host).toLowerCase(), ...local.map(bracketed), ...named].map((each) => `${each}:${port}`)
  // whoever stands before it on the usual port is spoken to without one
  return new Set([...withPort, ...named])
}

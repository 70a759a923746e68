/**
 * Where a server listens, as people write it: `127.0.0.1:3000`, `:3000`, `3000`, `[::1]:3000`. Pure.
 */
import { Misconfigured, type PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { faultOf } from "../web/Faults.ts"

export interface ListenAddress {
  readonly host: string
  /** 0: whichever is free. */
  readonly port: number
}

const form = /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+))?:)?(\d{1,5})$/

export const listenAddress = (written: string): ListenAddress | undefined => {
  const [matched, six, host, digits] = form.exec(written.trim()) ?? []
  const port = Number(digits)
  return matched === undefined || port > 65_535 ? undefined : { host: six ?? host ?? "127.0.0.1", port }
}

export const notAnAddress = (written: string): PlatformError =>
  faultOf(
    new Misconfigured({
      detail: `platforms.slack.listen is no address: ${written}`,
      remedy: "write it as 127.0.0.1:3000"
    })
  )

const why: Readonly<Record<string, string>> = {
  EADDRINUSE: "something else listens there already",
  EACCES: "this user may not listen there",
  EADDRNOTAVAIL: "this machine does not have that address",
  ENOTFOUND: "this machine does not have that address"
}

export const cannotListen = (written: string, thrown: unknown): PlatformError => {
  const code = typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : ""
  return faultOf(
    new Misconfigured({
      detail: `slack's events cannot be received on ${written}: ${why[code] ?? (code === "" ? "it failed" : code)}`,
      remedy: "free it, or choose another address in platforms.slack.listen"
    })
  )
}

/**
 * What this adapter takes from the environment: its token, and where the API is. Owns the names of both.
 */
import * as Redacted from "effect/Redacted"
import type { DiscordConfig } from "./DiscordConfig.ts"

export const tokenName = "DISCORD_TOKEN"

const apiUrlName = "DISCORD_API_URL"
const defaultApiUrl = "https://discord.com/api"

type Environment = Readonly<Record<string, string>>

/** A token as it is written by people: with spaces around it, or with the word that stands before it in a header. */
export const readToken = (text: string): Redacted.Redacted =>
  Redacted.make(text.trim().replace(/^Bot\s+/i, ""), { label: tokenName })

const tokenOf = (environment: Environment): Redacted.Redacted | undefined => {
  const written = environment[tokenName]?.trim() ?? ""
  return written === "" ? undefined : readToken(written)
}

/** Without a slash at its end. */
const apiUrlOf = (config: Pick<DiscordConfig, "apiUrl">, environment: Environment): string => {
  const written = environment[apiUrlName]?.trim() ?? ""
  return (written === "" ? (config.apiUrl ?? defaultApiUrl) : written).replace(/\/+$/, "")
}

export interface Credentials {
  /** Undefined when there is none. */
  readonly token: Redacted.Redacted | undefined
  readonly apiUrl: string
}

export const credentialsOf = (config: Pick<DiscordConfig, "apiUrl">, environment: Environment): Credentials => ({
  token: tokenOf(environment),
  apiUrl: apiUrlOf(config, environment)
})

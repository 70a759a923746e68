/**
 * What this adapter takes from the environment: its tokens and secrets, and where the API is. Owns their names.
 */
import * as Redacted from "effect/Redacted"
import type { SlackConfig } from "./SlackConfig.ts"

export const names = {
  botToken: "SLACK_BOT_TOKEN",
  appToken: "SLACK_APP_TOKEN",
  signingSecret: "SLACK_SIGNING_SECRET",
  clientId: "SLACK_CLIENT_ID",
  clientSecret: "SLACK_CLIENT_SECRET",
  stateSecret: "SLACK_STATE_SECRET",
  apiUrl: "SLACK_API_URL"
} as const

const defaultApiUrl = "https://slack.com/api/"

type Environment = Readonly<Record<string, string>>

const written = (environment: Environment, name: string): string | undefined => {
  const text = environment[name]?.trim() ?? ""
  return text === "" ? undefined : text
}

export const readSecret = (text: string, label: string): Redacted.Redacted => Redacted.make(text.trim(), { label })

export interface Credentials {
  /** Each undefined when it is not set. */
  readonly botToken: Redacted.Redacted | undefined
  /** With it events come over Socket Mode, else over HTTP. */
  readonly appToken: Redacted.Redacted | undefined
  readonly signingSecret: Redacted.Redacted | undefined
  /** With all three many workspaces can install the app. */
  readonly oauth:
    | {
        readonly clientId: string
        readonly clientSecret: Redacted.Redacted
        readonly stateSecret: Redacted.Redacted
      }
    | undefined
  /** With a slash at its end. */
  readonly apiUrl: string
}

export const credentialsOf = (config: Pick<SlackConfig, "apiUrl">, environment: Environment): Credentials => {
  const secret = (name: string) => {
    const text = written(environment, name)
    return text === undefined ? undefined : readSecret(text, name)
  }
  const clientId = written(environment, names.clientId)
  const clientSecret = secret(names.clientSecret)
  const stateSecret = secret(names.stateSecret)
  const apiUrl = written(environment, names.apiUrl) ?? config.apiUrl ?? defaultApiUrl
  return {
    botToken: secret(names.botToken),
    appToken: secret(names.appToken),
    signingSecret: secret(names.signingSecret),
    oauth:
      clientId === undefined || clientSecret === undefined || stateSecret === undefined
        ? undefined
        : { clientId, clientSecret, stateSecret },
    apiUrl: `${apiUrl.replace(/\/+$/, "")}/`
  }
}

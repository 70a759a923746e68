/**
 * How codex is started and what it may do: permissions, configuration overrides, MCP servers, the persona. Owns every
 * flag and parameter that follows from an agent.
 *
 * | permissions  | sandbox            | approvals  | what it comes to                                               |
 * | ------------ | ------------------ | ---------- | -------------------------------------------------------------- |
 * | plan         | read-only          | never      | reads only; nothing to approve, every write fails              |
 * | ask          | read-only          | on-request | reads freely; every edit, write and network access is asked    |
 * | accept-edits | workspace-write    | on-request | edits its folder freely; anything outside of it is asked       |
 * | full         | danger-full-access | never      | everything, unasked                                            |
 *
 * `untrusted` is not used: with it even `ls` is asked, and what was allowed runs outside the sandbox.
 */
import * as Redacted from "effect/Redacted"
import type { Agent, Permissions } from "../../../core/model/Agent.ts"
import { type OpenSession, type OwnTools, ownToolsName } from "../../../core/ports/AgentBackend.ts"
import { toml, tomlKey } from "./Toml.ts"

interface Policy {
  readonly approvalPolicy: "never" | "on-request"
  readonly sandbox: "read-only" | "workspace-write" | "danger-full-access"
  /** The same sandbox as a turn wants to hear it. */
  readonly sandboxPolicy: Readonly<Record<string, unknown>>
}

const readOnly = { type: "readOnly", networkAccess: false }

export const policies: Readonly<Record<Permissions, Policy>> = {
  plan: { approvalPolicy: "never", sandbox: "read-only", sandboxPolicy: readOnly },
  ask: { approvalPolicy: "on-request", sandbox: "read-only", sandboxPolicy: readOnly },
  "accept-edits": {
    approvalPolicy: "on-request",
    sandbox: "workspace-write",
    sandboxPolicy: {
      type: "workspaceWrite",
      writableRoots: [],
      networkAccess: false,
      excludeTmpdirEnvVar: false,
      excludeSlashTmp: false
    }
  },
  full: {
    approvalPolicy: "never",
    sandbox: "danger-full-access",
    sandboxPolicy: { type: "dangerFullAccess" }
  }
}

const override = (key: string, value: unknown): ReadonlyArray<string> => ["-c", `${key}=${toml(value)}`]

/** Without the first, codex waits for ever when its provider cannot be reached. */
const always = [
  ...override("features.unbounded_connection_retries", false),
  ...override("suppress_unstable_features_warning", true),
  ...override("tools.update_plan", { enabled: true })
]

export const appServerArguments = (before: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...before,
  "app-server",
  ...always,
  ...override("features.default_mode_request_user_input", true)
]

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A server as codex writes it; `headers` and `type` are how others do. */
const mcpServer = (value: unknown): unknown => {
  if (!isObject(value)) return value
  const { headers, type: _, ...server } = value
  return headers === undefined ? server : { http_headers: headers, ...server }
}

const mcpServers = (agent: Agent): ReadonlyArray<readonly [string, unknown]> =>
  Object.entries(agent.mcp).map(([name, server]) => [`mcp_servers.${tomlKey(name)}`, mcpServer(server)])

/**
 * The service's own tools: used unasked, waited for as long as a worker or a person may take, and a turn does without
 * them when nobody serves them.
 */
const ownServer = (tools: OwnTools | undefined): ReadonlyArray<readonly [string, unknown]> =>
  tools === undefined
    ? []
    : [
        [
          `mcp_servers.${ownToolsName}`,
          {
            url: tools.url,
            http_headers: { Authorization: `Bearer ${Redacted.value(tools.token)}` },
            default_tools_approval_mode: "approve",
            tool_timeout_sec: 3_600,
            required: false
          }
        ]
      ]

/** Parameters that a thread is started, resumed and forked with. MCP servers travel here, so no secret is an argument. */
export const threadParameters = ({ agent, tools }: OpenSession): Readonly<Record<string, unknown>> => {
  const policy = policies[agent.permissions]
  return {
    cwd: agent.workdir,
    ...(agent.model === undefined ? {} : { model: agent.model }),
    approvalPolicy: policy.approvalPolicy,
    sandbox: policy.sandbox,
    ...(agent.persona.trim() === "" ? {} : { developerInstructions: agent.persona }),
    config: Object.fromEntries([...mcpServers(agent), ...ownServer(tools)])
  }
}

/** `codex exec`: approvals are always `never` there, so what would be asked is refused. */
export const execArguments = (
  before: ReadonlyArray<string>,
  { agent, fork, token }: OpenSession,
  message: { readonly text: string; readonly images: ReadonlyArray<string>; readonly schemaPath?: string | undefined }
): ReadonlyArray<string> => [
  ...before,
  "exec",
  ...(token === undefined ? [] : [fork ? "fork" : "resume"]),
  "--json",
  "--skip-git-repo-check",
  ...always,
  ...override("sandbox_mode", policies[agent.permissions].sandbox),
  ...(agent.model === undefined ? [] : ["-m", agent.model]),
  ...(agent.persona.trim() === "" ? [] : override("developer_instructions", agent.persona)),
  ...mcpServers(agent).flatMap(([key, server]) => override(key, server)),
  ...(message.schemaPath === undefined ? [] : [`--output-schema=${message.schemaPath}`]),
  ...message.images.map((path) => `--image=${path}`),
  "--",
  ...(token === undefined ? [] : [token]),
  // A lone dash would mean "read the prompt from stdin".
  message.text === "-" ? "-\n" : message.text
]

export const takeoverCommand = (command: string, { agent, fork, token }: OpenSession): ReadonlyArray<string> => [
  command,
  ...(token === undefined ? [] : [fork ? "fork" : "resume", token]),
  "-C",
  agent.workdir
]

/**
 * Agents and bindings over a wire: what their files say, who answers where, and where an agent may work. Owns the shapes.
 */
import * as Rpc from "effect/rpc/Rpc"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as Schema from "effect/Schema"
import { Binding } from "../../agents/Binding.ts"
import { Problem } from "../../agents/Problem.ts"
import { Agent } from "../../model/Agent.ts"
import { ConversationId, PlatformName } from "../../model/Ids.ts"
import { placeKinds } from "../../ports/ChatPlatform.ts"
import { ControlError } from "./ControlError.ts"
import { Admission } from "./Visitor.ts"

/** What people call a place, where that is known. Foreign text. */
const placeName = {
  /** `#general` */
  title: Schema.optionalKey(Schema.String),
  kind: Schema.optionalKey(placeKinds),
  /** The titles of what contains it, nearest first: its category, its workspace. */
  within: Schema.optionalKey(Schema.Array(Schema.String))
}

/** A binding, and what its place is called. */
export const NamedBinding = Schema.Struct({ ...Binding.fields, ...placeName })
export type NamedBinding = typeof NamedBinding.Type

export const AgentLine = Schema.Struct({
  /**
   * Of an agent whoever does not see the fleet is shown what they need to talk to it: no working directory, and persona,
   * budget, skills and servers empty. What servers are given in `env` or `headers` is masked for everybody.
   */
  agent: Schema.Struct({ ...Agent.fields, workdir: Schema.optionalKey(Agent.fields.workdir) }),
  /** As a person would type it to open the file; empty where paths are not shown. */
  file: Schema.String,
  /** Made at run time, hence changeable here. */
  own: Schema.Boolean,
  /** Of the file's text now: whoever changes the agent says by it what they have read. Empty for who may not. */
  version: Schema.String,
  /** Who wrote that version from here; absent when it came about otherwise. */
  changedBy: Schema.optionalKey(Schema.String),
  /** The file is broken now; this is what it said before. */
  stale: Schema.Boolean,
  bindings: Schema.Array(NamedBinding),
  /** Since midnight where the service runs; absent when no cost is known. */
  costTodayUsd: Schema.optionalKey(Schema.Finite)
})
export type AgentLine = typeof AgentLine.Type

export const AgentList = Schema.Struct({
  agents: Schema.Array(AgentLine),
  /** Files that disable an agent. */
  disabled: Schema.Array(
    Schema.Struct({ name: Schema.String, file: Schema.String, own: Schema.Boolean, problems: Schema.Array(Problem) })
  ),
  /** Who answers where nobody is bound. */
  fallback: Schema.optionalKey(Schema.String),
  /** What agents can run on, with models to choose from. */
  backends: Schema.Array(
    Schema.Struct({ name: Schema.String, title: Schema.String, models: Schema.Array(Schema.String) })
  )
})
export type AgentList = typeof AgentList.Type

/** The keys of an agent's file, as JSON; null takes a key out. */
export const WrittenKeys = Schema.Record(Schema.String, Schema.Json)
export type WrittenKeys = typeof WrittenKeys.Type

export const Folder = Schema.Struct({
  /** Absolute; absent: above all roots. */
  path: Schema.optionalKey(Schema.String),
  /** Absent where there is none that may be seen. */
  parent: Schema.optionalKey(Schema.String),
  folders: Schema.Array(Schema.Struct({ name: Schema.String, path: Schema.String, repository: Schema.Boolean }))
})
export type Folder = typeof Folder.Type

/** A place where an agent can be bound. */
export const Place = Schema.Struct({
  platform: PlatformName,
  conversation: Schema.optionalKey(ConversationId),
  ...placeName
})
export type Place = typeof Place.Type

export class AgentRpcs extends RpcGroup.make(
  Rpc.make("ListAgents", { success: AgentList, error: ControlError }),
  /** The file's text, for whoever administers. */
  Rpc.make("ReadAgentFile", { payload: { name: Schema.String }, success: Schema.String, error: ControlError }),
  /** What would be wrong with it; nothing is stored. `was` is the agent that is being changed. */
  Rpc.make("CheckAgent", {
    payload: { keys: WrittenKeys, persona: Schema.String, was: Schema.optionalKey(Schema.String) },
    success: Schema.Array(Problem),
    error: ControlError
  }),
  Rpc.make("CreateAgent", {
    payload: { keys: WrittenKeys, persona: Schema.String },
    success: Agent,
    error: ControlError
  }),
  /** With `was`, the version that was read, only if the file is still so; else it is a conflict. */
  Rpc.make("EditAgent", {
    payload: {
      name: Schema.String,
      keys: WrittenKeys,
      persona: Schema.optionalKey(Schema.String),
      was: Schema.optionalKey(Schema.String)
    },
    success: Agent,
    error: ControlError
  }),
  /** What would be wrong with the whole file; nothing is stored. */
  Rpc.make("CheckAgentFile", {
    payload: { name: Schema.String, text: Schema.String },
    success: Schema.Array(Problem),
    error: ControlError
  }),
  /** Replaces the whole file, of one that is broken too. With `was`, the text that was read, only if it is still so. */
  Rpc.make("WriteAgentFile", {
    payload: { name: Schema.String, text: Schema.String, was: Schema.optionalKey(Schema.String) },
    success: Agent,
    error: ControlError
  }),
  Rpc.make("DeleteAgent", { payload: { name: Schema.String }, error: ControlError }),
  /** Folders below the roots that agents may work in; never anything else. */
  Rpc.make("ListFolder", {
    payload: { path: Schema.optionalKey(Schema.String) },
    success: Folder,
    error: ControlError
  }),
  Rpc.make("ListBindings", {
    success: Schema.Struct({
      bindings: Schema.Array(Schema.Struct({ binding: NamedBinding, configured: Schema.Boolean })),
      /** Whole platforms, what is bound, and where people can talk to an agent: to choose from. */
      places: Schema.Array(Place)
    }),
    error: ControlError
  }),
  Rpc.make("Bind", { payload: { binding: Binding }, error: ControlError }),
  Rpc.make("Unbind", {
    payload: { platform: PlatformName, conversation: Schema.optionalKey(ConversationId) },
    error: ControlError
  })
).middleware(Admission) {}

/**
 * Tools about other agents: who there is, asking one, handing the thread over.
 */
import * as Schema from "effect/Schema"
import type { ToolShape } from "../ToolShape.ts"
import { conversation, maybeText, text, waitSeconds } from "./Fields.ts"

export const listAgents = {
  name: "list_agents",
  title: "List agents",
  description: "Lists the agents of this service: what each is for and what it runs on.",
  input: Schema.Struct({}),
  output: Schema.Struct({
    agents: Schema.Array(
      Schema.Struct({
        name: Schema.String,
        description: Schema.String,
        backend: Schema.String,
        model: Schema.optionalKey(Schema.String),
        permissions: Schema.String,
        you: Schema.optionalKey(Schema.Boolean)
      })
    )
  }),
  readOnly: true,
  session: true
} as const satisfies ToolShape

export const askAgent = {
  name: "ask_agent",
  title: "Ask an agent",
  description:
    "Asks another agent in your conversation and waits for its answer. People there see the question and the answer. " +
    "It knows what was said to it there before, not what was said to you: say all it needs. Use spawn_worker for work " +
    "that nobody needs to see.",
  input: Schema.Struct({
    agent: maybeText("Its name, see list_agents."),
    text: maybeText("What you want of it, in full."),
    wait: waitSeconds(300, "the answer"),
    ask: maybeText("Instead of agent and text: the ask of an earlier call whose answer had not come yet."),
    conversation
  }),
  output: Schema.Struct({
    agent: Schema.String,
    ask: Schema.String.annotate({ description: "Names this question; to go on waiting for its answer." }),
    state: Schema.Literals(["working", "done", "failed", "stopped", "over-budget", "limited"]),
    text: Schema.String.annotate({ description: "The answer, or as much of it as there is." }),
    error: Schema.optionalKey(Schema.String),
    cost_usd: Schema.optionalKey(Schema.Finite),
    seconds: Schema.optionalKey(Schema.Finite)
  }),
  readOnly: false,
  session: true
} as const satisfies ToolShape

export const handOver = {
  name: "hand_over",
  title: "Hand over",
  description:
    "Hands your conversation over to another agent: from now on it answers what people say there. Say what it needs to " +
    "know, then end your own turn in one line.",
  input: Schema.Struct({ agent: text("Its name, see list_agents."), text: text("What it should know and do.") }),
  output: Schema.Struct({ agent: Schema.String, note: Schema.String }),
  readOnly: false,
  session: true
} as const satisfies ToolShape

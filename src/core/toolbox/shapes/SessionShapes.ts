/**
 * Tools that read what was written down: sessions, transcripts, costs.
 */
import * as Schema from "effect/Schema"
import { CostGroup } from "../../ports/LedgerStore.ts"
import type { ToolShape } from "../ToolShape.ts"
import { text } from "./Fields.ts"

const limit = (unlessSaid: number) =>
  Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))).annotate({
    description: `How many at most, latest first; ${unlessSaid} unless said.`
  })

export const listSessions = {
  name: "list_sessions",
  title: "List sessions",
  description: "Lists the sessions of all agents, the latest first.",
  input: Schema.Struct({ limit: limit(20) }),
  output: Schema.Struct({
    sessions: Schema.Array(
      Schema.Struct({
        session: Schema.String,
        agent: Schema.optionalKey(Schema.String),
        conversation: Schema.optionalKey(Schema.String).annotate({ description: "As platform:id." }),
        turns: Schema.Natural,
        last_at: Schema.String
      })
    )
  }),
  readOnly: true,
  session: false
} as const satisfies ToolShape

export const readSession = {
  name: "read_session",
  title: "Read a session",
  description: "Reads the last turns of a session: who said what, what was answered, how it ended and what it cost.",
  input: Schema.Struct({ session: text("Its id, see list_sessions."), limit: limit(10) }),
  output: Schema.Struct({
    session: Schema.String,
    turns: Schema.Array(
      Schema.Struct({
        turn: Schema.String,
        at: Schema.String,
        by: Schema.String,
        said: Schema.String,
        answer: Schema.String,
        state: Schema.String,
        cost_usd: Schema.optionalKey(Schema.Finite)
      })
    )
  }),
  readOnly: true,
  session: false
} as const satisfies ToolShape

export const costReport = {
  name: "cost_report",
  title: "Cost report",
  description:
    "Inside an agent: what this turn and this session have cost and what is left. From outside: tokens and money of the " +
    "last days, added up by day, agent, backend, platform, user, model or session.",
  input: Schema.Struct({
    by: Schema.optionalKey(CostGroup).annotate({ description: "What to add up; agent unless said." }),
    days: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3650 }))).annotate({
      description: "How many days, today included; 7 unless said."
    })
  }),
  output: Schema.Struct({
    lines: Schema.Array(
      Schema.Struct({
        key: Schema.String,
        turns: Schema.Natural,
        input_tokens: Schema.Natural,
        output_tokens: Schema.Natural,
        cost_usd: Schema.Finite.annotate({ description: "Of the turns whose cost is known." }),
        unpriced_turns: Schema.Natural
      })
    ),
    turn_cost_usd: Schema.optionalKey(Schema.Finite).annotate({ description: "What this turn has cost so far." }),
    turn_left_usd: Schema.optionalKey(Schema.Finite).annotate({ description: "What this turn may still spend." })
  }),
  readOnly: true,
  session: true
} as const satisfies ToolShape

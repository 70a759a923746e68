/** Agents, for scripts: the calls behind the addresses. */
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import type { Calls } from "../../../../../core/control/Calls.ts"
import { ControlError } from "../../../../../core/control/protocol/ControlError.ts"
import { Api } from "./Api.ts"
import { refused } from "./ApiRefusals.ts"

export const layerAgentHandlers = (calls: Calls) => {
  const find = Effect.fnUntraced(function* (name: string) {
    const { agents } = yield* calls.ListAgents()
    const found = agents.find(({ agent }) => agent.name === name)
    if (found !== undefined) return found
    return yield* new ControlError({ reason: "unknown-agent", detail: `there is no agent ${name}` })
  })

  return HttpApiBuilder.group(Api, "agents", (handlers) =>
    handlers.handleAll({
      listAgents: () => refused(calls.ListAgents()),
      getAgent: ({ params }) => refused(find(params.name)),
      createAgent: ({ payload }) => refused(calls.CreateAgent(payload)),
      editAgent: ({ params, payload }) => refused(calls.EditAgent({ ...params, ...payload })),
      deleteAgent: ({ params }) => refused(calls.DeleteAgent(params))
    })
  )
}

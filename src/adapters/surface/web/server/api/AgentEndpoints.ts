/** Agents, for scripts. Owns the addresses. */
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { AgentLine, AgentList, WrittenKeys } from "../../../../../core/control/protocol/AgentRpcs.ts"
import { Agent } from "../../../../../core/model/Agent.ts"
import { ApiAdmission, Fitting, refusals } from "./ApiRefusals.ts"

const error = refusals
const params = { name: Schema.String }

export class AgentEndpoints extends HttpApiGroup.make("agents")
  .add(
    HttpApiEndpoint.get("listAgents", "/agents", { success: AgentList, error }).annotate(
      OpenApi.Summary,
      "Every agent, and the files that disable one"
    ),
    HttpApiEndpoint.get("getAgent", "/agents/:name", { params, success: AgentLine, error }).annotate(
      OpenApi.Summary,
      "One agent"
    ),
    HttpApiEndpoint.post("createAgent", "/agents", {
      payload: Schema.Struct({ keys: WrittenKeys, persona: Schema.String }),
      success: Agent.pipe(HttpApiSchema.status(201)),
      error
    }).annotate(OpenApi.Summary, "A new agent: the keys of its file, name and description among them, and its persona"),
    HttpApiEndpoint.patch("editAgent", "/agents/:name", {
      params,
      payload: Schema.Struct({
        keys: WrittenKeys,
        persona: Schema.optionalKey(Schema.String),
        was: Schema.optionalKey(Schema.String)
      }),
      success: Agent,
      error
    }).annotate(
      OpenApi.Summary,
      "Changes the keys that are given; null takes one out. With the version that was read as was: only if it is still so"
    ),
    HttpApiEndpoint.delete("deleteAgent", "/agents/:name", {
      params,
      success: HttpApiSchema.NoContent,
      error
    }).annotate(OpenApi.Summary, "Deletes an agent that was made at run time")
  )
  .middleware(Fitting)
  .middleware(ApiAdmission)
  .prefix("/api/v1") {}

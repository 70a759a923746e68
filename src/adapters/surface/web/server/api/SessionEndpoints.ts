/** Sessions, for scripts. Owns the addresses, and what a script is told of a turn that it waited for. */
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import {
  SessionDetails,
  SessionLine,
  TranscriptPage,
  uploads
} from "../../../../../core/control/protocol/SessionRpcs.ts"
import { Answer } from "../../../../../core/model/Ask.ts"
import { AgentName, AskId, PlatformName, SessionId, TurnId } from "../../../../../core/model/Ids.ts"
import { Outcome } from "../../../../../core/model/Outcome.ts"
import { Usage } from "../../../../../core/model/Usage.ts"
import { ApiAdmission, Fitting, refusals } from "./ApiRefusals.ts"

const error = refusals
const params = { session: SessionId }

const between = (minimum: number, maximum: number) =>
  Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum, maximum })))

/** How many seconds the request waits for the end of the turn. */
const query = { wait: between(0, 3600) }

const Said = Schema.Struct({
  session: SessionId,
  turn: TurnId,
  /** Absent: it goes on, or was not waited for. */
  ended: Schema.optionalKey(
    Schema.Struct({
      outcome: Outcome,
      text: Schema.String,
      usage: Schema.optionalKey(Usage),
      elapsedMillis: Schema.Finite
    })
  )
}).annotate({ identifier: "Said" })
export type Said = typeof Said.Type

/** The same name is the same message: a request that is sent again says nothing twice. */
const message = Schema.optionalKey(Schema.NonEmptyString)

export class SessionEndpoints extends HttpApiGroup.make("sessions")
  .add(
    HttpApiEndpoint.get("listSessions", "/sessions", {
      query: {
        limit: between(1, 500),
        agent: Schema.optionalKey(AgentName),
        platform: Schema.optionalKey(PlatformName),
        search: Schema.optionalKey(Schema.String)
      },
      success: Schema.Array(SessionLine),
      error
    }).annotate(OpenApi.Summary, "Sessions, the latest first"),
    HttpApiEndpoint.post("beginSession", "/sessions", {
      query,
      payload: Schema.Struct({ agent: Schema.String, text: Schema.String, uploads, message }),
      success: Said.pipe(HttpApiSchema.status(201)),
      error
    }).annotate(OpenApi.Summary, "Begins a session; with ?wait= it answers once the turn has ended"),
    HttpApiEndpoint.get("getSession", "/sessions/:session", { params, success: SessionDetails, error }).annotate(
      OpenApi.Summary,
      "One session; its id is written with %2F for each slash"
    ),
    HttpApiEndpoint.get("readTurns", "/sessions/:session/turns", {
      params,
      query: { before: between(0, Number.MAX_SAFE_INTEGER), limit: between(1, 100) },
      success: TranscriptPage,
      error
    }).annotate(OpenApi.Summary, "Its latest turns, or those before a row"),
    HttpApiEndpoint.post("say", "/sessions/:session/messages", {
      params,
      query,
      payload: Schema.Struct({ text: Schema.String, uploads, message }),
      success: Said.pipe(HttpApiSchema.status(201)),
      error
    }).annotate(OpenApi.Summary, "Says something in it; with ?wait= it answers once the turn has ended"),
    HttpApiEndpoint.post("stopTurn", "/sessions/:session/stop", {
      params,
      payload: Schema.Struct({ turn: Schema.optionalKey(TurnId) }),
      success: Schema.Struct({ stopped: Schema.Boolean }),
      error
    }).annotate(OpenApi.Summary, "Stops what runs; false: it was over"),
    HttpApiEndpoint.post("answerAsk", "/sessions/:session/asks/:ask", {
      params: { ...params, ask: AskId },
      payload: Answer,
      success: Schema.Struct({ accepted: Schema.Boolean }),
      error
    }).annotate(OpenApi.Summary, "Answers what its agent asks; false: somebody else did, or it is over")
  )
  .middleware(Fitting)
  .middleware(ApiAdmission)
  .prefix("/api/v1") {}

/**
 * The way in for scripts: plain HTTP and JSON, with the document that describes it. Owns putting it together; every
 * answer has a body that says what it means.
 */
import * as Cause from "effect/Cause"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import { hasBody } from "effect/http/HttpMethod"
import * as HttpRouter from "effect/http/HttpRouter"
import { isHttpServerError } from "effect/http/HttpServerError"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Layer from "effect/Layer"
import type { Calls } from "../../../../core/control/Calls.ts"
import type { FileCalls } from "../../../../core/control/FileCalls.ts"
import { ControlError } from "../../../../core/control/protocol/ControlError.ts"
import { layerAgentHandlers } from "./api/AgentHandlers.ts"
import { Api } from "./api/Api.ts"
import { apiDocument } from "./api/ApiDocument.ts"
import { apiPage } from "./api/ApiPage.ts"
import { EnteredHere, layerApiAdmission, layerFitting } from "./api/ApiRefusals.ts"
import { layerFileHandlers } from "./api/FileHandlers.ts"
import { layerJobHandlers } from "./api/JobHandlers.ts"
import { layerReportHandlers } from "./api/ReportHandlers.ts"
import { layerSessionHandlers } from "./api/SessionHandlers.ts"
import type { Entered } from "./Entrance.ts"
import { broke, notThere, refusal, tooLarge, wrongType } from "./Refusals.ts"
import { uploadPath } from "./UploadPath.ts"

const isMissing = (error: unknown): boolean => isHttpServerError(error) && error.reason._tag === "RouteNotFound"

const gone = refusal(
  new ControlError({ reason: "not-signed-in", detail: "what you came in by was ended while you waited" })
)

const pathOf = (url: string): string => url.split("?")[0] ?? ""

/** Reads what is sent, once: false when it is too much, or never comes to its end. A file is read as it comes. */
const whole = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  return (
    pathOf(request.url) === uploadPath ||
    !hasBody(request.method) ||
    (yield* Effect.exit(request.text))._tag === "Success"
  )
})

export const makeScriptApi = Effect.fn("makeScriptApi")(function* (calls: Calls, files: FileCalls) {
  const random = yield* SecureRandom
  const newName = random.uuidV4()
  const handlers = Layer.mergeAll(
    layerAgentHandlers(calls),
    layerSessionHandlers(calls, newName),
    layerFileHandlers(files),
    layerJobHandlers(calls, newName),
    layerReportHandlers(calls)
  )
  const handle = yield* HttpRouter.toHttpEffect(
    HttpApiBuilder.layer(Api).pipe(Layer.provide(handlers), Layer.provide([layerApiAdmission, layerFitting]))
  )
  const document = apiDocument()
  const described = HttpServerResponse.jsonUnsafe(document)
  const page = apiPage(document)

  return {
    /** What there is; holds nothing of anybody's. */
    about: (name: string) => (name === "/api" ? page : name === "/api/openapi.json" ? described : undefined),
    answer: (entered: Entered) =>
      whole.pipe(
        Effect.flatMap((fits) => (fits ? handle : Effect.succeed(tooLarge))),
        Effect.provideService(EnteredHere, entered),
        Effect.raceFirst(Effect.as(entered.over, gone)),
        Effect.map((response) => (response.status === 415 ? wrongType : response)),
        Effect.catchCause((cause) =>
          Effect.gen(function* () {
            const { url } = yield* HttpServerRequest.HttpServerRequest
            if (Cause.hasInterruptsOnly(cause)) return yield* Effect.interrupt
            if (isMissing(Cause.squash(cause))) return notThere(pathOf(url))
            return yield* Effect.as(Effect.logError("the api broke", cause), broke)
          })
        )
      )
  }
})

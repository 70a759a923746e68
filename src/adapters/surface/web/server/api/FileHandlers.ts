/** Files, for scripts and for pages: the calls behind the addresses. */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import type { FileCalls } from "../../../../../core/control/FileCalls.ts"
import { fileAnswer } from "../FileAnswer.ts"
import { Api } from "./Api.ts"
import { refused } from "./ApiRefusals.ts"

const announcedIn = (length: string | undefined): number | undefined =>
  length === undefined || !/^\d{1,15}$/.test(length) ? undefined : Number(length)

export const layerFileHandlers = (files: FileCalls) =>
  HttpApiBuilder.group(Api, "files", (handlers) =>
    handlers
      .handleRaw("upload", ({ query: { name }, request }) =>
        refused(
          files.upload({
            name,
            mediaType: request.headers["content-type"] ?? "",
            announced: announcedIn(request.headers["content-length"]),
            content: request.stream
          })
        )
      )
      .handle("discardUpload", ({ params: { upload } }) => refused(files.discard(upload)))
      .handleRaw("getFile", ({ params: { file, turn } }) =>
        refused(files.open(turn, file)).pipe(
          Effect.flatMap((opened) =>
            Effect.map(HttpServerRequest.HttpServerRequest, ({ headers }) =>
              fileAnswer(opened, headers["if-none-match"])
            )
          )
        )
      )
  )

/** Files, for scripts and for pages: brought along before a message is said, and looked at afterwards. */

import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { Upload } from "../../../../../core/files/Upload.ts"
import { TurnId } from "../../../../../core/model/Ids.ts"
import { ApiAdmission, Fitting, refusals } from "./ApiRefusals.ts"

const error = refusals

/** The file itself is the body, whatever it is called. */
const content = HttpApiSchema.StreamUint8Array()

export class FileEndpoints extends HttpApiGroup.make("files")
  .add(
    HttpApiEndpoint.post("upload", "/uploads", {
      query: { name: Schema.NonEmptyString },
      payload: content,
      success: Upload.pipe(HttpApiSchema.status(201)),
      error
    }).annotate(
      OpenApi.Summary,
      "Brings a file along, at most 10 MB: the body is the file; a message that names its id has it. Forgotten after a day"
    ),
    HttpApiEndpoint.delete("discardUpload", "/uploads/:upload", {
      params: { upload: Schema.String },
      success: HttpApiSchema.NoContent,
      error
    }).annotate(OpenApi.Summary, "Takes a file back that no message has"),
    HttpApiEndpoint.get("getFile", "/turns/:turn/files/:file", {
      params: { turn: TurnId, file: Schema.NonEmptyString },
      success: content,
      error
    }).annotate(
      OpenApi.Summary,
      "A file of a turn: attached-0 is the first that came with its message; what an agent sent goes by its key"
    )
  )
  .middleware(Fitting)
  .middleware(ApiAdmission)
  .prefix("/api/v1") {}

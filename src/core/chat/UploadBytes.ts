/**
 * The bytes of a file that is sent to a platform: its text, or what stands in it as base64. Pure; what is no base64 is
 * refused in words.
 */
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import { type Operation, Rejected } from "../ports/ChatPlatform.ts"

type Upload = Extract<Operation, { readonly _tag: "Upload" }>

export const uploadBytes = ({
  content,
  encoding
}: Pick<Upload, "content" | "encoding">): Result.Result<Uint8Array, Rejected> =>
  encoding === undefined
    ? Result.succeed(new TextEncoder().encode(content))
    : Result.mapError(
        Base64.decode(content),
        () => new Rejected({ detail: "the file's content is not the base64 that it says it is" })
      )

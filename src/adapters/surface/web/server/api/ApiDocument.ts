/**
 * The document about everything that scripts can ask for. Pure. Beside what each address answers by itself it says what is
 * answered before a request gets that far, whatever was asked for.
 */
import * as OpenApi from "effect/http-api/OpenApi"
import { Api } from "./Api.ts"

const before: Readonly<Record<number, string>> = {
  403: "not-allowed: under a name that the service does not go by, from a page of another site, or beyond what the token carries",
  405: "invalid: the address takes another method",
  413: "too-large: at most 4 MB are read, of a file 10 MB",
  415: "invalid: send JSON",
  429: "too-many: tokens that are not known were sent too often; Retry-After says how many seconds to wait",
  500: "unavailable: it went wrong in the service, whose log says how"
}

const named = "Refused"

/** Of each of them, in the shape that all refusals have. */
const refused = {
  type: "object",
  required: ["reason", "detail"],
  properties: {
    reason: { type: "string", enum: ["invalid", "not-allowed", "too-large", "too-many", "unavailable"] },
    detail: { type: "string" }
  }
}

const answers = Object.fromEntries(
  Object.entries(before).map(([status, description]) => [
    status,
    { description, content: { "application/json": { schema: { $ref: `#/components/schemas/${named}` } } } }
  ])
)

const methods = ["get", "post", "put", "patch", "delete"] as const

export const apiDocument = (): OpenApi.OpenAPISpec => {
  const document = OpenApi.fromApi(Api)
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const whole = { ...item }
    for (const method of methods) {
      const about = item[method]
      if (about !== undefined) whole[method] = { ...about, responses: { ...answers, ...about.responses } }
    }
    return [path, whole] as const
  })
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: { ...document.components, schemas: { ...document.components.schemas, [named]: refused } }
  }
}

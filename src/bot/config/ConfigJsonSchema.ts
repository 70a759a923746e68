/**
 * The JSON Schema of the configuration for editors, draft 7 as YAML editors understand it best, with the descriptions
 * and defaults that the decoder keeps elsewhere.
 */
import * as JsonSchema from "effect/JsonSchema"
import * as Schema from "effect/Schema"
import type { BackendManifest, PlatformManifest } from "../../core/ports/Manifest.ts"
import { type ConfigKey, configKeys } from "./ConfigKeys.ts"
import { configSchema } from "./ConfigSchema.ts"

type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value)

const described = (node: Node, keys: ReadonlyArray<ConfigKey>, definitions: Node): Node => {
  const properties = isNode(node.properties) ? node.properties : {}
  const next = keys.map((key): readonly [string, Node] => {
    const found = properties[key.name]
    const reference = isNode(found) && typeof found.$ref === "string" ? found.$ref.split("/").at(-1) : undefined
    const own = reference === undefined ? found : definitions[reference]
    const base = isNode(own) ? own : {}
    const about = key.description === "" ? {} : { description: key.description }
    if (key.keys !== undefined) {
      // A block whose keys are all behind a # is null to YAML, and fine.
      return [key.name, { ...described(base, key.keys, definitions), type: ["object", "null"], ...about }]
    }
    return [key.name, { ...base, ...about, ...(key.default === undefined ? {} : { default: key.default }) }]
  })
  return { ...node, properties: Object.fromEntries(next) }
}

/** The text of `orchestrator.schema.json`. */
export const configJsonSchema = (
  backends: ReadonlyArray<BackendManifest>,
  platforms: ReadonlyArray<PlatformManifest>
): string => {
  const document = JsonSchema.toDocumentDraft07(
    Schema.toJsonSchemaDocument(configSchema(backends, platforms), { onExcessProperty: "error" })
  )
  const { schema, definitions } = document
  const root = described(schema, configKeys(backends, platforms), definitions)
  return `${JSON.stringify(
    {
      $schema: JsonSchema.META_SCHEMA_URI_DRAFT_07,
      title: "The Orchestrator: configuration",
      ...root,
      ...(Object.keys(definitions).length === 0 ? {} : { definitions })
    },
    null,
    2
  )}\n`
}

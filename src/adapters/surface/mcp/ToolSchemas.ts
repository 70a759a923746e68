/**
 * A tool's schemas as clients of the protocol read them: JSON schema with an object at the top. Owns that translation;
 * checking a call against them is the toolbox's.
 */
import * as McpSchema from "effect/ai/McpSchema"
import * as Schema from "effect/Schema"

const isObjectSchema = Schema.is(McpSchema.ToolJson)

const resolveTop = (document: { readonly schema: object; readonly definitions: Readonly<Record<string, object>> }) => {
  const { definitions, schema } = document
  const ref = "$ref" in schema && typeof schema.$ref === "string" ? schema.$ref : undefined
  const named = ref === undefined ? undefined : definitions[ref.replace("#/$defs/", "")]
  const top = named ?? schema
  return Object.keys(definitions).length === 0 ? top : { ...top, $defs: definitions }
}

/** Undefined when what the schema describes is no object. */
export const outputSchema = (schema: Schema.Top): McpSchema.ToolJson | undefined => {
  const found = resolveTop(Schema.toJsonSchemaDocument(schema))
  return isObjectSchema(found) ? found : undefined
}

/** A tool always takes an object, and no key that it does not know; one that takes nothing takes an empty one. */
export const inputSchema = (schema: Schema.Top): McpSchema.ToolJson => {
  const found = resolveTop(Schema.toJsonSchemaDocument(schema, { onExcessProperty: "error" }))
  return isObjectSchema(found) ? found : { type: "object", properties: {} }
}

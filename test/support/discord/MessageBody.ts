/** The body of a request that writes a message, checked and put in order. Pure; refuses with 50035, 50006 and 40005. */
import { ApiError, isRecord, type Json, refuse } from "./ApiError.ts"
import { checkComponents, listOf } from "./ComponentChecks.ts"
import { type Form, lengthOf, makeForm } from "./Form.ts"
import type { Upload } from "./Route.ts"
import type { Attachment, World } from "./World.ts"

export const Flags = {
  suppressEmbeds: 4,
  ephemeral: 64,
  loading: 128,
  silent: 4096,
  voice: 8192,
  layouts: 32768
} as const

export interface MessageBody {
  /** Fields that were not sent are absent. */
  readonly content?: string
  readonly embeds?: ReadonlyArray<Json>
  readonly components?: ReadonlyArray<Json>
  readonly flags: number
  readonly nonce?: string | number
  readonly enforceNonce: boolean
  readonly reference?: { readonly message: string; readonly must: boolean }
  readonly allowed: Allowed
  readonly files: ReadonlyArray<Attachment>
  /** Ids of those that stay, in an edit. */
  readonly kept?: ReadonlyArray<string>
  readonly raw: Json
}

export interface Allowed {
  readonly everyone: boolean
  /** `all`, or ids. */
  readonly users: "all" | ReadonlyArray<string>
  readonly roles: "all" | ReadonlyArray<string>
  readonly repliedUser: boolean
}

const fileLimit = 10 * 1024 * 1024

const checkEmbeds = (form: Form, value: unknown): ReadonlyArray<Json> => {
  const embeds = form.list(["embeds"], value, { max: 10 })
  let total = 0
  const count = (path: ReadonlyArray<string | number>, text: unknown, max: number, required = false) => {
    const min = required ? 1 : 0
    total += lengthOf(form.text(path, text, { min, max, required }) ?? "")
  }
  for (const [index, embed] of embeds.entries()) {
    const at = ["embeds", index]
    count([...at, "title"], embed.title, 256)
    count([...at, "description"], embed.description, 4_096)
    if (isRecord(embed.footer)) count([...at, "footer", "text"], embed.footer.text, 2_048, true)
    if (isRecord(embed.author)) count([...at, "author", "name"], embed.author.name, 256, true)
    for (const [number, field] of form.list([...at, "fields"], embed.fields, { max: 25 }).entries()) {
      count([...at, "fields", number, "name"], field.name, 256, true)
      count([...at, "fields", number, "value"], field.value, 1_024, true)
    }
  }
  if (total > 6_000) {
    form.wrong(["embeds"], "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
  }
  return embeds
}

const checkAllowed = (form: Form, value: unknown): Allowed => {
  if (!isRecord(value)) return { everyone: true, users: "all", roles: "all", repliedUser: true }
  const parse: ReadonlyArray<unknown> = Array.isArray(value.parse) ? value.parse : []
  for (const [index, kind] of parse.entries()) {
    form.choice(["allowed_mentions", "parse", index], kind, ["users", "roles", "everyone"])
  }
  const ids = (kind: "users" | "roles"): "all" | ReadonlyArray<string> => {
    const given = value[kind]
    if (Array.isArray(given) && parse.includes(kind)) {
      const message = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`
      form.wrong(["allowed_mentions"], "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
    }
    if (parse.includes(kind)) return "all"
    return Array.isArray(given) ? given.map(String) : []
  }
  return {
    everyone: parse.includes("everyone"),
    users: ids("users"),
    roles: ids("roles"),
    repliedUser: value.replied_user === true
  }
}

const checkNonce = (form: Form, value: unknown): string | number | undefined => {
  if (typeof value === "number") return value
  const nonce = form.text(["nonce"], value, { max: 25 })
  return nonce === undefined || nonce === "" ? undefined : nonce
}

const storeFiles = (
  world: World,
  uploads: ReadonlyArray<Upload>,
  described: ReadonlyArray<Json>
): ReadonlyArray<Attachment> =>
  uploads.map((upload) => {
    const about = described.find(({ id }) => String(id) === upload.index)
    const id = world.nextId()
    const name = typeof about?.filename === "string" ? about.filename : upload.name
    return {
      id,
      name: name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_"),
      contentType: upload.contentType,
      data: upload.data,
      ...(typeof about?.description === "string" ? { description: about.description } : {})
    }
  })

export interface BodyRules {
  readonly files: ReadonlyArray<Upload>
  /** Flags that may be set here; all when not said. */
  readonly sets?: number
  /** False where a message is changed: what is not sent stays. */
  readonly fresh: boolean
  /** The one that is changed uses the newer components. */
  readonly layouts?: boolean
}

export const readMessageBody = (world: World, value: unknown, rules: BodyRules): MessageBody => {
  const raw = isRecord(value) ? value : {}
  const form = makeForm()
  if (rules.files.some(({ data }) => data.byteLength > fileLimit)) refuse("tooLarge")
  if (rules.files.length > 10) form.wrong(["attachments"], "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
  const flags = typeof raw.flags === "number" ? raw.flags & (rules.sets ?? -1) : 0
  const layouts = (flags & Flags.layouts) !== 0 || rules.layouts === true
  const content = form.text(["content"], raw.content, { max: 2_000 })
  const embeds = raw.embeds === undefined ? undefined : checkEmbeds(form, raw.embeds)
  if (layouts) {
    for (const [field, given] of [
      ["content", content],
      ["embeds", embeds]
    ] as const) {
      if (given === undefined || given.length === 0) continue
      const message = "The 'content' and 'embeds' fields cannot be used with the newer components"
      form.wrong([field], "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    }
  }
  const components = raw.components === undefined ? undefined : checkComponents(form, raw.components, layouts)
  const nonce = checkNonce(form, raw.nonce)
  const allowed = checkAllowed(form, raw.allowed_mentions)
  const described = form.list(["attachments"], raw.attachments, { max: 10 })
  for (const [index, { id }] of described.entries()) {
    if (id === undefined) form.wrong(["attachments", index, "id"], "BASE_TYPE_REQUIRED", "This field is required")
  }
  const reference = isRecord(raw.message_reference) ? raw.message_reference : undefined
  if (reference !== undefined && typeof reference.message_id !== "string") {
    form.wrong(["message_reference", "message_id"], "BASE_TYPE_REQUIRED", "This field is required")
  }
  form.settle()
  const isNew = new Set(rules.files.map(({ index }) => index))
  return {
    ...(content !== undefined ? { content: content.trim() } : raw.content === null ? { content: "" } : {}),
    ...(embeds === undefined ? {} : { embeds }),
    ...(components === undefined ? {} : { components }),
    flags,
    ...(nonce === undefined ? {} : { nonce }),
    enforceNonce: raw.enforce_nonce === true,
    ...(reference === undefined
      ? {}
      : { reference: { message: String(reference.message_id), must: reference.fail_if_not_exists !== false } }),
    allowed,
    files: storeFiles(world, rules.files, described),
    ...(raw.attachments === undefined
      ? {}
      : {
          kept: listOf(raw.attachments)
            .map(({ id }) => String(id))
            .filter((id) => !isNew.has(id))
        }),
    raw
  }
}

const isVisible = (component: Json): boolean => component.type !== 14

export const refuseEmpty = (message: {
  readonly content: string
  readonly embeds: ReadonlyArray<Json>
  readonly components: ReadonlyArray<Json>
  readonly attachments: ReadonlyArray<unknown>
}): void => {
  const { attachments, components, content, embeds } = message
  if (content === "" && embeds.length === 0 && attachments.length === 0 && !components.some(isVisible)) {
    throw new ApiError("emptyMessage")
  }
}

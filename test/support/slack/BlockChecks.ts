/** What Slack takes as blocks of a message and as a view. Pure; what is wrong is said all at once. */
import { isRecord, type Json, lengthOf, listOf, textOf } from "../Json.ts"
import { type Complaints, makeComplaints, type Path } from "./Complaints.ts"
import { anyText, checkElement, inActions, inInput, inSection, plain } from "./ElementChecks.ts"
import { refuse, refuseWith } from "./Refusal.ts"

const everywhere = ["section", "actions", "context", "divider", "header", "input", "rich_text", "image", "video"]
const inMessages = [...everywhere, "markdown", "plan", "task_card", "context_actions", "file", "table", "alert", "card"]

const mostMarkdown = 12_000
/** All markdown blocks of a message together. */
const mostTogether = 13_200

const checkUnique = (complaints: Complaints, path: Path, elements: ReadonlyArray<Json>): void => {
  const ids = elements.flatMap(({ action_id }) => (action_id === undefined ? [] : [action_id]))
  if (new Set(ids).size < ids.length) complaints.wrong(path, "action_id must be unique within the block")
}

const checkTask = (complaints: Complaints, path: Path, task: Json): void => {
  complaints.text([...path, "task_id"], task.task_id, { min: 1, max: 255, required: true })
  complaints.text([...path, "title"], task.title, { min: 1, max: 256, required: true })
  complaints.choice([...path, "status"], task.status, ["pending", "in_progress", "complete", "error"])
}

const checkTable = (complaints: Complaints, path: Path, table: Json): void => {
  const rows = Array.isArray(table.rows) ? table.rows : []
  if (rows.length < 1 || rows.length > 100) complaints.wrong([...path, "rows"], "must have 1 to 100 rows")
  for (const [index, row] of rows.entries()) {
    const at = [...path, "rows", index]
    for (const [column, cell] of complaints.list(at, row, { min: 1, max: 20 }).entries()) {
      complaints.choice([...at, column, "type"], cell.type, ["raw_text", "raw_number", "rich_text"], true)
    }
  }
}

const richTypes = ["rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"]

const checks: Readonly<Record<string, (complaints: Complaints, path: Path, block: Json) => void>> = {
  section: (complaints, path, block) => {
    if (block.text === undefined && block.fields === undefined) complaints.wrong(path, "missing required field: text")
    complaints.object([...path, "text"], block.text, anyText, { max: 3_000 })
    if (block.fields !== undefined) {
      for (const [index, field] of complaints.list([...path, "fields"], block.fields, { min: 1, max: 10 }).entries()) {
        complaints.object([...path, "fields", index], field, anyText, { max: 2_000, required: true })
      }
    }
    if (isRecord(block.accessory)) checkElement(complaints, [...path, "accessory"], block.accessory, inSection)
  },
  actions: (complaints, path, block) => {
    const elements = complaints.list([...path, "elements"], block.elements, { min: 1, max: 25, required: true })
    for (const [index, element] of elements.entries()) {
      checkElement(complaints, [...path, "elements", index], element, inActions)
    }
    checkUnique(complaints, [...path, "elements"], elements)
  },
  context: (complaints, path, block) => {
    const elements = complaints.list([...path, "elements"], block.elements, { min: 1, max: 10, required: true })
    for (const [index, element] of elements.entries()) {
      const at = [...path, "elements", index]
      if (element.type !== "image") complaints.object(at, element, anyText, { max: 2_000, required: true })
    }
  },
  context_actions: (complaints, path, block) => {
    const elements = complaints.list([...path, "elements"], block.elements, { min: 1, max: 5, required: true })
    for (const [index, element] of elements.entries()) {
      checkElement(complaints, [...path, "elements", index], element, ["feedback_buttons", "icon_button"])
    }
    checkUnique(complaints, [...path, "elements"], elements)
  },
  header: (complaints, path, block) =>
    complaints.object([...path, "text"], block.text, plain, { max: 150, required: true }),
  markdown: (complaints, path, block) =>
    complaints.text([...path, "text"], block.text, { min: 1, max: 100_000, required: true }),
  input: (complaints, path, block) => {
    complaints.object([...path, "label"], block.label, plain, { max: 2_000, required: true })
    complaints.object([...path, "hint"], block.hint, plain, { max: 2_000 })
    if (isRecord(block.element)) checkElement(complaints, [...path, "element"], block.element, inInput)
    else complaints.wrong(path, "missing required field: element")
  },
  rich_text: (complaints, path, block) => {
    const elements = complaints.list([...path, "elements"], block.elements, { max: 1_000, required: true })
    for (const [index, element] of elements.entries()) {
      complaints.choice([...path, "elements", index, "type"], element.type, richTypes, true)
    }
  },
  image: (complaints, path, block) => {
    complaints.text([...path, "alt_text"], block.alt_text, { min: 1, max: 2_000, required: true })
    complaints.object([...path, "title"], block.title, plain, { max: 2_000 })
    if (block.image_url === undefined && block.slack_file === undefined) {
      complaints.wrong(path, "missing required field: image_url")
    }
  },
  plan: (complaints, path, block) => {
    complaints.text([...path, "title"], block.title, { min: 1, max: 256, required: true })
    for (const [index, task] of complaints.list([...path, "tasks"], block.tasks, { max: 50 }).entries()) {
      checkTask(complaints, [...path, "tasks", index], task)
    }
  },
  task_card: checkTask,
  table: checkTable
}

const checkAll = (complaints: Complaints, value: unknown, types: ReadonlyArray<string>, most: number) => {
  const blocks = complaints.list(["blocks"], value, { max: most, required: true })
  const ids = blocks.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]))
  if (new Set(ids).size < ids.length) complaints.wrong(["blocks"], "block_id must be unique")
  for (const [index, block] of blocks.entries()) {
    const at = ["blocks", index]
    complaints.text([...at, "block_id"], block.block_id, { min: 1, max: 255 })
    if (!types.includes(String(block.type))) {
      complaints.wrong([...at, "type"], `unsupported type: ${String(block.type)}`)
    } else checks[String(block.type)]?.(complaints, at, block)
  }
  return blocks
}

let given = 0
const nextName = (): string => {
  given += 1
  return (36 ** 4 * 9 + given).toString(36)
}

const named = (element: unknown): unknown =>
  isRecord(element) && element.type !== undefined && element.action_id === undefined && element.type !== "image"
    ? { ...element, action_id: nextName() }
    : element

/** With the ids that Slack gives to what has none. */
const withIds = (blocks: ReadonlyArray<Json>): ReadonlyArray<Json> =>
  blocks.map((block) => ({
    ...block,
    block_id: block.block_id ?? nextName(),
    ...(block.type === "actions" || block.type === "context_actions"
      ? { elements: listOf(block.elements).map(named) }
      : {}),
    ...(isRecord(block.accessory) ? { accessory: named(block.accessory) } : {}),
    ...(block.type === "input" ? { element: named(block.element) } : {})
  }))

/** The blocks of a message as they are kept. */
export const checkBlocks = (value: unknown): ReadonlyArray<Json> => {
  if (!Array.isArray(value)) return refuse("invalid_blocks_format")
  const texts = listOf(value).flatMap(({ text, type }) => (type === "markdown" ? [textOf(text)] : []))
  const lengths = texts.map(lengthOf)
  if (
    lengths.some((length) => length > mostMarkdown) ||
    lengths.reduce((sum, length) => sum + length, 0) > mostTogether
  ) {
    return refuse("msg_blocks_too_long")
  }
  const complaints = makeComplaints()
  const blocks = checkAll(complaints, value, inMessages, 50)
  if (complaints.all.length > 0)
    return refuse("invalid_blocks", { errors: complaints.all, response_metadata: { messages: complaints.all } })
  return withIds(blocks)
}

/** A modal or a home tab as it is kept. */
export const checkView = (view: Json): Json => {
  const complaints = makeComplaints()
  complaints.choice(["view", "type"], view.type, ["modal", "home"], true)
  const blocks = checkAll(complaints, view.blocks, everywhere, 100)
  complaints.text(["view", "callback_id"], view.callback_id, { max: 255 })
  complaints.text(["view", "private_metadata"], view.private_metadata, { max: 3_000 })
  complaints.text(["view", "external_id"], view.external_id, { max: 255 })
  if (view.type === "modal") {
    complaints.object(["view", "title"], view.title, plain, { max: 24, required: true })
    complaints.object(["view", "submit"], view.submit, plain, { max: 24 })
    complaints.object(["view", "close"], view.close, plain, { max: 24 })
    if (blocks.some(({ type }) => type === "input") && view.submit === undefined) {
      complaints.wrong(["view", "submit"], "missing required field: submit")
    }
  }
  if (complaints.all.length > 0) return refuseWith("invalid_arguments", complaints.all)
  return { ...view, blocks: withIds(blocks) }
}

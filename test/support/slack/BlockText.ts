/** Blocks as people see them, line by line. Pure. */
import { isRecord, type Json, listOf, recordOf, textOf } from "../Json.ts"
import { nameOf, readMarkdownText, readMrkdwn, unescaped } from "./Markup.ts"
import { type Inputs, stateOf } from "./Views.ts"
import type { World } from "./World.ts"

export interface Line {
  readonly text: string
  /** Words, which may stand beside the author's name. */
  readonly words: boolean
}

const marks: Readonly<Record<string, string>> = { complete: "✓", in_progress: "…", pending: "○", error: "✗" }

const words = (text: string): ReadonlyArray<Line> => text.split("\n").map((line) => ({ text: line, words: true }))
const part = (text: string): Line => ({ text, words: false })

export const objectText = (world: World, value: unknown): string => {
  const { text, type } = recordOf(value)
  return type === "mrkdwn" ? readMrkdwn(world, textOf(text)) : unescaped(textOf(text))
}

const richPiece = (world: World, piece: Json): string => {
  if (piece.type === "text") return textOf(piece.text)
  if (piece.type === "link") {
    const { text, url } = piece
    return text === undefined || text === url ? textOf(url) : `${textOf(text)} (${textOf(url)})`
  }
  if (piece.type === "user") return `@${nameOf(world, textOf(piece.user_id))}`
  if (piece.type === "channel") return `#${world.channels.get(textOf(piece.channel_id))?.name ?? "somewhere"}`
  if (piece.type === "emoji") return `:${textOf(piece.name)}:`
  if (piece.type === "broadcast") return `NOTIFIES @${textOf(piece.range)}`
  if (piece.type === "usergroup")
    return `NOTIFIES @${world.groups.get(textOf(piece.usergroup_id))?.handle ?? "somebody"}`
  return ""
}

export const richLines = (world: World, block: Json): string =>
  listOf(block.elements)
    .map((element) => {
      const inner = () => listOf(element.elements)
      const line = (pieces: ReadonlyArray<Json>) => pieces.map((piece) => richPiece(world, piece)).join("")
      if (element.type === "rich_text_list") {
        const bullet = (index: number) => (element.style === "ordered" ? `${index + 1}. ` : "• ")
        const depth = "  ".repeat(Number(element.indent ?? 0))
        return inner()
          .map((item, index) => `${depth}${bullet(index)}${line(listOf(item.elements))}`)
          .join("\n")
      }
      if (element.type === "rich_text_preformatted") return `\`\`\`\n${line(inner())}\n\`\`\``
      if (element.type === "rich_text_quote") return line(inner()).replaceAll(/^/gm, "> ")
      return line(inner()).replace(/\n$/, "")
    })
    .join("\n")

const optionText = (world: World, option: Json): string => objectText(world, option.text)

const chosenIn = (state: Json): ReadonlyArray<unknown> => [
  ...(isRecord(state.selected_option) ? [state.selected_option.value] : []),
  ...listOf(state.selected_options).map(({ value }) => value)
]

const optionsOf = (element: Json): ReadonlyArray<Json> => [
  ...listOf(element.options),
  ...listOf(element.option_groups).flatMap(({ options }) => listOf(options))
]

const choiceText = (world: World, element: Json, state: Json): string => {
  const chosen = chosenIn(state)
  const shown = optionsOf(element).map(
    (option) => `${chosen.includes(option.value) ? "*" : ""}${optionText(world, option)}`
  )
  const outside = isRecord(state.selected_option) ? [optionText(world, state.selected_option)] : []
  const free =
    shown.length > 0 ? shown : [...outside, ...listOf(state.selected_options).map((one) => optionText(world, one))]
  const hint = objectText(world, element.placeholder)
  const type = textOf(element.type)
  const many = type.startsWith("multi_") || type === "checkboxes" ? " (several)" : ""
  return `<${[hint, free.join(" | ")].filter((text) => text !== "").join(": ")}${many}>`
}

/** A control, with what stands in it. */
export const elementText = (world: World, element: Json, state: Json): string => {
  const type = textOf(element.type)
  if (type === "button") {
    const label = objectText(world, element.text)
    return typeof element.url === "string" ? `[${label} -> ${element.url}]` : `[${label}]`
  }
  if (type === "feedback_buttons") {
    const both = [recordOf(element.positive_button), recordOf(element.negative_button)]
    return both.map(({ text }) => `[${objectText(world, text)}]`).join(" ")
  }
  if (type === "icon_button") return `[${objectText(world, element.text)}]`
  if (type === "image") return `(image: ${textOf(element.alt_text)})`
  if (type.endsWith("_input")) {
    const value = textOf(state.value)
    return value === "" ? `<${objectText(world, element.placeholder)}>` : `<${value}>`
  }
  return choiceText(world, element, state)
}

const taskLines = (world: World, task: Json): ReadonlyArray<Line> => {
  const details = richLines(world, recordOf(task.details))
  const output = richLines(world, recordOf(task.output))
  const below = [details, output === "" ? "" : `= ${output}`].filter((text) => text !== "")
  return [
    part(`${marks[textOf(task.status)] ?? "○"} ${textOf(task.title)}`),
    ...below.flatMap((text) => text.split("\n").map((line) => part(`    ${line}`)))
  ]
}

const cellText = (world: World, cell: Json): string =>
  cell.type === "rich_text" ? richLines(world, cell) : String(cell.text ?? cell.number ?? "")

export const blockLines = (
  world: World,
  blocks: ReadonlyArray<Json>,
  inputs: Inputs,
  errors: Readonly<Record<string, string>> = {}
): ReadonlyArray<Line> => {
  const values = recordOf(stateOf(blocks, inputs).values)
  const control = (block: Json) => (element: Json) =>
    elementText(world, element, recordOf(recordOf(values[textOf(block.block_id)])[textOf(element.action_id)]))

  return blocks.flatMap((block): ReadonlyArray<Line> => {
    const type = textOf(block.type)
    const elements = listOf(block.elements)
    if (type === "section") {
      const text = objectText(world, block.text)
      const accessory = recordOf(block.accessory)
      return [
        ...(text === "" ? [] : words(text)),
        ...listOf(block.fields).flatMap((field) => words(objectText(world, field))),
        ...(accessory.type === undefined ? [] : [part(control(block)(accessory))])
      ]
    }
    if (type === "markdown") return words(readMarkdownText(world, textOf(block.text)))
    if (type === "rich_text") return words(richLines(world, block))
    if (type === "header") return words(`# ${objectText(world, block.text)}`)
    if (type === "divider") return [part("----")]
    if (type === "context") {
      const shown = elements.map((element) =>
        element.type === "image" ? control(block)(element) : objectText(world, element)
      )
      return [part(`· ${shown.join(" ")}`)]
    }
    if (type === "actions" || type === "context_actions") return [part(elements.map(control(block)).join(" "))]
    if (type === "input") {
      const optional = block.optional === true ? " (optional)" : ""
      const error = errors[textOf(block.block_id)]
      return [
        part(`${objectText(world, block.label)}${optional}: ${control(block)(recordOf(block.element))}`),
        ...(error === undefined ? [] : [part(`  ! ${error}`)])
      ]
    }
    if (type === "plan") {
      const tasks = listOf(block.tasks).flatMap((task) => taskLines(world, task))
      return [part(`[${textOf(block.title)}]`), ...tasks.map(({ text }) => part(`  ${text}`))]
    }
    if (type === "task_card") return taskLines(world, block)
    if (type === "image") return [part(`(image: ${textOf(block.alt_text)})`)]
    if (type === "table") {
      const rows = Array.isArray(block.rows) ? block.rows : []
      return rows.map((row) =>
        part(
          listOf(row)
            .map((cell) => cellText(world, cell))
            .join(" | ")
        )
      )
    }
    return [part(`(${type})`)]
  })
}

/**
 * Slack's notation for people, channels, groups, links and times, as a reader without Slack understands it. Pure. What a
 * person types as `<` arrives escaped: whatever stands between angle brackets is Slack's own.
 */
import { tameName } from "../../../../core/chat/Cut.ts"

export interface Names {
  readonly user: (id: string) => string | undefined
  readonly channel: (id: string) => string | undefined
  readonly group: (id: string) => string | undefined
}

export interface Mentioned {
  readonly users: ReadonlyArray<string>
  /** Those whose name does not stand in the text. */
  readonly channels: ReadonlyArray<string>
  readonly groups: ReadonlyArray<string>
}

const notation = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g
const entities: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" }

/** What a person typed. */
export const unescaped = (text: string): string =>
  text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity)

const group = /^subteam\^(\w+)/
const everybody = /^(here|channel|everyone)$/
const address = /^[a-z][a-z0-9+.-]*:/i

/** What names have to be known for. */
export const mentionedIn = (text: string): Mentioned => {
  const users = new Set<string>()
  const channels = new Set<string>()
  const groups = new Set<string>()
  for (const [, sign, target = "", label = ""] of text.matchAll(notation)) {
    if (sign === "@") users.add(target)
    if (sign === "#" && label === "") channels.add(target)
    const id = sign === "!" && label === "" ? group.exec(target)?.[1] : undefined
    if (id !== undefined) groups.add(id)
  }
  return { users: [...users], channels: [...channels], groups: [...groups] }
}

const spelledSpecial = (target: string, label: string, names: Names): string | undefined => {
  if (everybody.test(target)) return `@${target}`
  const id = group.exec(target)?.[1]
  if (id !== undefined) {
    const name = label === "" ? names.group(id) : label.replace(/^@/, "")
    return `@${tameName(name ?? id)}`
  }
  return label === "" ? undefined : tameName(label)
}

const spelledLink = (target: string, label: string): string | undefined => {
  if (!address.test(target)) return undefined
  const bare = target.replace(/^(?:mailto|tel):/i, "")
  const shown = label.replace(/^(?:mailto|tel):/i, "")
  if (
    shown === "" ||
    shown === bare ||
    bare.replace(/^https?:\/\//i, "").replace(/\/$/, "") === shown.replace(/\/$/, "")
  ) {
    return bare
  }
  return `${shown} (${bare})`
}

/** What nobody knows the name of stays as its id. */
export const readableText = (text: string, names: Names): string => {
  let read = ""
  let at = 0
  for (const found of text.matchAll(notation)) {
    const [whole, sign, rawTarget = "", rawLabel = ""] = found
    const [target, label] = [unescaped(rawTarget), unescaped(rawLabel)]
    read += unescaped(text.slice(at, found.index))
    at = found.index + whole.length
    switch (sign) {
      case "@":
        read += `@${tameName(names.user(target) ?? (label === "" ? target : label))}`
        break
      case "#":
        read += `#${tameName(label === "" ? (names.channel(target) ?? target) : label)}`
        break
      case "!":
        read += spelledSpecial(target, label, names) ?? unescaped(whole)
        break
      default:
        read += spelledLink(target, label) ?? unescaped(whole)
    }
  }
  return read + unescaped(text.slice(at))
}

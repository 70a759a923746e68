/**
 * Everything that was said in this terminal: what may still change, in order, and what is written for good. Owns when a
 * message leaves the one for the other, which happens once. Must not know how anything is drawn.
 *
 * For good means: the last edit came; an ask, which must be read whole before it is answered; anything else once the
 * turn that it belongs to is over. Behind that a message is not redrawn: what is added to it is written below, and when
 * it was changed otherwise it is written once more.
 */
import type { Control } from "../../../core/ports/ChatPlatform.ts"
import { hasAsk } from "./Asking.ts"
import { isHalt } from "./Pressables.ts"
import { isEnd, type Settling } from "./Settling.ts"

export interface Block {
  /** The message; empty for a word of the terminal itself. */
  readonly id: string
  /** Who speaks; undefined for the person at the terminal. */
  readonly author: string | undefined
  /** A word beside the author: another conversation, `edited`. */
  readonly note: string
  readonly markdown: string
}

export interface Posted {
  readonly id: string
  readonly author: string
  readonly note: string
  readonly markdown: string
  readonly controls: ReadonlyArray<Control>
  /** The person's message that it answers. */
  readonly origin: string | undefined
  /** It cannot be edited: a file. */
  readonly fixed: boolean
}

interface Entry {
  readonly id: string
  readonly author: string | undefined
  readonly note: string
  readonly origin: string | undefined
  markdown: string
  /** The turn, or the job, runs: it can be stopped. */
  running: boolean
  previewed: boolean
  final: boolean
}

export interface Transcript {
  readonly say: (id: string, text: string, note: string) => void
  /** The person's own message, while it waits. */
  readonly resay: (id: string, text: string) => void
  readonly post: (posted: Posted) => void
  /** Returns whose message it is; undefined when there is no such message. */
  readonly edit: (id: string, markdown: string, controls: ReadonlyArray<Control>, final: boolean) => string | undefined
  /** False when there is no such message. */
  readonly remove: (id: string) => boolean
  readonly has: (id: string) => boolean
  /** A word of the terminal, for good. */
  readonly note: (author: string, markdown: string) => void
  /** Takes what is written for good by now; `all` takes everything: from then on only last words are added to it. */
  readonly take: (all: boolean) => ReadonlyArray<Block>
  /** What may still change, top to bottom. */
  readonly live: () => ReadonlyArray<Block>
}

/** How many written messages are remembered in case something is added to them. */
const mostRemembered = 500

export const makeTranscript = (settling: Settling): Transcript => {
  let entries: ReadonlyArray<Entry> = []
  const written = new Map<string, Block>()
  const removed = new Set<string>()
  let ready: Array<Block> = []
  let closed = false
  /** What each agent was last seen working on: its further messages belong to that. */
  const current = new Map<string, string>()

  const find = (id: string) => entries.find((entry) => entry.id === id)
  const isPerson = (entry: Entry) => entry.author === undefined

  const blockOf = (entry: Entry): Block => ({
    id: entry.id,
    author: entry.author,
    note: isPerson(entry) && settling.stateOf(entry.id) === "withdrawn" ? "dropped" : entry.note,
    markdown: entry.markdown
  })

  const write = (entry: Entry) => {
    entries = entries.filter((other) => other !== entry)
    const block = blockOf(entry)
    ready.push(block)
    written.set(entry.id, block)
    const [eldest] = written.keys()
    if (written.size > mostRemembered && eldest !== undefined) written.delete(eldest)
  }

  /** First what the person said that is answered by it, and what the person said before that nobody took up. */
  const writeInOrder = (entry: Entry) => {
    const place = entries.indexOf(entry)
    entries
      .slice(0, place)
      .filter((other) => isPerson(other) && (other.id === entry.origin || settling.stateOf(other.id) === undefined))
      .forEach(write)
    write(entry)
  }

  const isBusy = (author: string) => entries.some((entry) => entry.author === author && entry.running)

  const isReady = (entry: Entry, place: number): boolean => {
    if (entry.author === undefined) {
      const state = settling.stateOf(entry.id)
      return place === 0 && (state === "working" || isEnd(state))
    }
    const before = entries.slice(0, place)
    const sameTurn = before.some((other) => other.author === entry.author && other.origin === entry.origin)
    if (sameTurn) return false
    if (entry.final) return true
    if (entry.running || entry.previewed) return false
    return entry.origin === undefined ? !isBusy(entry.author) : settling.hasEnded(entry.origin)
  }

  const advance = () => {
    for (let next = entries.find(isReady); next !== undefined; next = entries.find(isReady)) writeInOrder(next)
  }

  const isRunning = (controls: ReadonlyArray<Control>) => controls.some(isHalt)

  const rewritten = (old: Block, markdown: string, final: boolean) => {
    if (old.markdown === markdown || (closed && !final)) return
    const added = markdown.startsWith(old.markdown) ? markdown.slice(old.markdown.length).trim() : undefined
    written.set(old.id, { ...old, markdown })
    if (added !== "")
      ready.push({ ...old, markdown: added ?? markdown, note: added === undefined ? "edited" : old.note })
  }

  return {
    say: (id, text, note) => {
      const entry = { id, author: undefined, note, origin: undefined, markdown: text }
      entries = [...entries, { ...entry, running: false, previewed: false, final: false }]
    },
    resay: (id, text) => {
      const entry = find(id)
      if (entry !== undefined) entry.markdown = text
    },
    has: (id) => find(id) !== undefined || written.has(id) || removed.has(id),
    post: ({ author, controls, fixed, id, markdown, note, origin: answered }) => {
      const running = isRunning(controls)
      const before = current.get(author)
      if (answered !== undefined && (running || before === undefined || settling.hasEnded(before))) {
        current.set(author, answered)
      }
      const origin = answered ?? before
      const entry: Entry = { id, author, note, origin, markdown, running, previewed: false, final: fixed }
      entries = [...entries, entry]
      if (hasAsk(controls)) writeInOrder(entry)
    },
    edit: (id, markdown, controls, final) => {
      const entry = find(id)
      const old = written.get(id)
      if (removed.has(id) || (entry === undefined && old === undefined)) return undefined
      if (old !== undefined) rewritten(old, markdown, final)
      if (entry === undefined) return old?.author ?? ""
      entry.markdown = markdown
      entry.running = isRunning(controls)
      if (entry.running && entry.author !== undefined && entry.origin !== undefined) {
        current.set(entry.author, entry.origin)
      }
      entry.final ||= final
      entry.previewed = !final
      if (hasAsk(controls)) writeInOrder(entry)
      return entry.author ?? ""
    },
    remove: (id) => {
      if (removed.has(id) || !(find(id) !== undefined || written.has(id))) return false
      const old = written.get(id)
      removed.add(id)
      entries = entries.filter((entry) => entry.id !== id)
      if (old !== undefined && !closed)
        ready.push({ ...old, id: "", note: "removed", markdown: "*a message above is withdrawn*" })
      return true
    },
    note: (author, markdown) => {
      ready.push({ id: "", author, note: "", markdown })
    },
    take: (all) => {
      advance()
      closed = all
      if (all) for (const entry of entries) write(entry)
      const blocks = ready
      ready = []
      return blocks
    },
    live: () => entries.map(blockOf)
  }
}

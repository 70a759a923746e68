/**
 * What the loopback model server is to say, and which of the waiting answers a request gets. Owns the script; knows no
 * wire: the two vendors' formats are in `Messages` and `Responses`.
 */
export type Api = "messages" | "responses"

export interface ToolUse {
  readonly name: string
  /** An object; a plain string for a custom tool. */
  readonly input?: unknown
  readonly id?: string
  /** `custom` is the Responses wire's tool with plain text as its input. */
  readonly kind?: "function" | "custom"
  /** Responses wire only. */
  readonly namespace?: string
}

/** Every field may be left out: `{}` is five words at once. Times are milliseconds. */
export interface Answer {
  // which request it is for
  readonly api?: Api
  /** Part of the model's name. */
  readonly model?: string
  /** Part of the newest user text. */
  readonly match?: string
  /** Side requests are those that do not stream: a CLI's probes. Default: false. */
  readonly side?: boolean | "any"
  /** How many requests get it; -1 for all. Default: 1. */
  readonly repeat?: number
  // when
  readonly headDelay?: number
  readonly firstDelay?: number
  /** Before each delta. */
  readonly delay?: number
  // what: `chunks`, or `text` cut into `deltas` pieces, or `deltas` generated words of `deltaSize` characters
  readonly chunks?: ReadonlyArray<string>
  readonly text?: string
  readonly deltas?: number
  readonly deltaSize?: number
  readonly thinking?: string
  readonly tools?: ReadonlyArray<ToolUse>
  /** Under the wire's own names; the rest is estimated. */
  readonly usage?: Readonly<Record<string, number>>
  readonly stopReason?: string
  // how it goes wrong
  /** 400 and above is an error answer. */
  readonly status?: number
  readonly error?: { readonly type?: string; readonly message?: string; readonly code?: string }
  readonly headers?: Readonly<Record<string, string>>
  /** After that many deltas the socket is destroyed, */
  readonly dropAfter?: number
  /** or nothing more comes, */
  readonly stallAfter?: number
  /** or an error event comes, */
  readonly errorAfter?: number
  /** or the body ends without its closing events. */
  readonly truncateAfter?: number
  /** The body, verbatim. */
  readonly raw?: string
  readonly contentType?: string
  /** In a directive only: the answers to the model calls that follow the tools' results. */
  readonly then?: Answer | ReadonlyArray<Answer>
}

/** What a wire makes of a request's body. */
export interface Asked {
  readonly api: Api
  readonly model: string
  readonly stream: boolean
  /** Not a probe. */
  readonly main: boolean
  /** The newest text that a person wrote. */
  readonly text: string
  /** How many model calls came after that text. */
  readonly rounds: number
}

/** The last `[[fake {...}]]` in the text: race-free where many sessions share one server. */
export const directiveIn = (text: string): Answer | undefined => {
  const at = text.lastIndexOf("[[fake")
  if (at < 0) return undefined
  // The JSON may hold `]]` itself: the shortest end that parses is the right one.
  for (let end = text.indexOf("]]", at); end > 0; end = text.indexOf("]]", end + 1)) {
    const source = text.slice(at + "[[fake".length, end).trim()
    try {
      return source === "" ? {} : JSON.parse(source)
    } catch {
      // A longer one may.
    }
  }
  return undefined
}

const listOf = (then: Answer["then"]): ReadonlyArray<Answer> =>
  then === undefined ? [] : "length" in then ? then : [then]

const fits = (answer: Answer, asked: Asked): boolean =>
  (answer.api === undefined || answer.api === asked.api) &&
  (answer.model === undefined || asked.model.includes(answer.model)) &&
  (answer.match === undefined || asked.text.includes(answer.match)) &&
  (answer.side === "any" || (answer.side ?? false) === !asked.main)

export interface Chosen {
  readonly answer: Answer
  readonly why: "directive" | "queue" | "default"
}

/** Answers that wait, first in first out. A directive in the text outranks them, the default comes last. */
export const makeAnswers = (initial: Answer) => {
  let waiting: Array<{ readonly answer: Answer; left: number }> = []
  let otherwise = initial
  return {
    enqueue: (answers: Answer | ReadonlyArray<Answer>) => {
      for (const answer of listOf(answers)) waiting.push({ answer, left: answer.repeat ?? 1 })
    },
    setDefault: (answer: Answer) => {
      otherwise = answer
    },
    waiting: () => waiting.length,
    reset: () => {
      waiting = []
    },
    choose: (asked: Asked): Chosen => {
      const directive = directiveIn(asked.text)
      if (directive !== undefined && (asked.main || directive.side !== undefined)) {
        if (asked.rounds === 0) return { answer: directive, why: "directive" }
        const then = listOf(directive.then)
        return { answer: then[Math.min(asked.rounds, then.length) - 1] ?? otherwise, why: "directive" }
      }
      const found = waiting.find(({ answer }) => fits(answer, asked))
      if (found === undefined) return { answer: otherwise, why: "default" }
      if (found.left > 0) found.left -= 1
      waiting = waiting.filter(({ left }) => left !== 0)
      return { answer: found.answer, why: "queue" }
    }
  }
}

const cut = (text: string, pieces: number): ReadonlyArray<string> => {
  const points = [...text]
  const size = Math.max(1, Math.ceil(points.length / Math.max(1, pieces)))
  return Array.from({ length: Math.ceil(points.length / size) }, (_, at) =>
    points.slice(at * size, (at + 1) * size).join("")
  )
}

/** The deltas of an answer's text; none for one that only uses tools. */
export const chunksOf = (answer: Answer): ReadonlyArray<string> => {
  if (answer.chunks !== undefined) return answer.chunks
  const { text, deltaSize, deltas } = answer
  if (text !== undefined) {
    return cut(
      text,
      deltas ?? (deltaSize === undefined ? Math.min(20, text.length) : Math.ceil(text.length / deltaSize))
    )
  }
  if (answer.tools !== undefined && deltas === undefined) return []
  const count = deltas ?? 5
  return Array.from({ length: count }, (_, at) => {
    const word = deltaSize === undefined ? `word${at + 1}` : `w${at + 1}`.padEnd(deltaSize, ".")
    return word + (at < count - 1 ? " " : ".")
  })
}

/** A usage limit as a subscription's account meets it. `resetsAt` is epoch seconds. */
export const usageLimit = (resetsAt: number, retryAfterSeconds: number): Answer => ({
  status: 429,
  headers: {
    "retry-after": String(retryAfterSeconds),
    "anthropic-ratelimit-unified-status": "rejected",
    "anthropic-ratelimit-unified-reset": String(resetsAt),
    "anthropic-ratelimit-unified-representative-claim": "five_hour",
    "anthropic-ratelimit-unified-5h-status": "rejected",
    "anthropic-ratelimit-unified-5h-utilization": "1",
    "anthropic-ratelimit-unified-5h-reset": String(resetsAt),
    "anthropic-ratelimit-unified-fallback": "available"
  }
})

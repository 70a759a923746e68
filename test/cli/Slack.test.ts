import { existsSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeOnSlack } from "./OnSlack.ts"
import { bodyOf, persona, script, times } from "./RealCli.ts"

const touch = (file: string) => ({
  name: "Bash",
  input: { command: `touch ${file} && echo made`, description: "make it" }
})
const questions = [
  {
    question: "Which color?",
    header: "Color",
    multiSelect: false,
    options: [
      { label: "Red", description: "like fire" },
      { label: "Blue", description: "like water" }
    ]
  }
]
const sentences = Array.from({ length: 60 }, (_, at) => `Part ${at + 1}. `)
  .join("")
  .trim()

describe("the real claude on slack", () => {
  it.live("a message hangs a thread on itself, the answer streams in it, a command is allowed, and it remembers", () =>
    Effect.gen(function* () {
      const { ann, asked, general, sees, settled, slack, textOf, workdir } = yield* makeOnSlack({ transport: "socket" })
      const first = ann.says(general, `Tell me. ${script({ text: sentences, deltas: 60, delay: 60 })}`)
      const live = yield* sees(first, "Part 10.")
      assert.notInclude(textOf(live), "Part 60.", "it grows")
      assert.strictEqual(live.streaming?.state, "in_progress")
      yield* settled(first)
      assert.include(textOf(live), "Part 60.", "in one message")
      assert.strictEqual(live.streaming?.state, "completed")

      const tools = script({ text: "I will.", tools: [touch("yes.txt")] }, { text: "It is made." })
      ann.says(general, `Make it. ${tools}`, { thread: first })
      assert.include(textOf(yield* sees(first, "scout asks")), "touch yes.txt && echo made")
      ann.presses(general, "Allow once")
      yield* sees(first, "It is made.")
      yield* settled(first)
      assert.isTrue(existsSync(join(workdir, "yes.txt")))

      ann.says(general, `And once more. ${script({ text: "Gladly." })}`, { thread: first })
      yield* sees(first, "Gladly.")
      yield* settled(first)
      const last = bodyOf(asked().at(-1))
      assert.include(last, "Part 60.", "the thread is one session")
      assert.strictEqual(times(last, persona), 1)
      assert.include(slack.transcript(general), "allowed by ann")
      assert.match(slack.transcript(general), /Gladly\.\n.*scout · .* · \d+s · \d+% ctx · \$/)
      assert.strictEqual(slack.counts().rateLimited, 0)
    }).pipe(Effect.scoped)
  )

  it.live("over http: a question is answered, a failure is tried again, slack's own stop button stops", () =>
    Effect.gen(function* () {
      const { ann, asked, clis, general, models, sees, settled, shown, slack, textOf } = yield* makeOnSlack({
        transport: "http"
      })
      const asks = { name: "AskUserQuestion", input: { questions } }
      const first = ann.says(general, `Paint it. ${script({ text: "First:", tools: [asks] }, { text: "Painted." })}`)
      yield* sees(first, "Which color?")
      ann.presses(general, "Blue")
      yield* sees(first, "Painted.")
      yield* settled(first)
      assert.include(slack.transcript(general), "answered by ann")
      assert.isAbove(times(bodyOf(asked().at(-1)), "Blue"), times(bodyOf(asked()[0]), "Blue"), "it reached the model")

      models.enqueue([{ match: "Try", text: "Counting: one two three.", deltas: 4, stallAfter: 2 }])
      ann.says(general, "Try this.", { thread: first })
      yield* models.stalled(1)
      for (const pid of clis()) process.kill(pid, "SIGKILL")
      yield* sees(first, "✗ failed")
      yield* settled(first)
      models.enqueue([{ match: "Try", text: "Now it went well." }])
      ann.presses(general, "Retry")
      yield* sees(first, "Now it went well.")
      yield* settled(first)

      ann.says(general, `Go on. ${script({ text: sentences, deltas: 60, delay: 200 })}`, { thread: first })
      yield* sees(first, "Part 3.")
      ann.stops(general, first)
      yield* sees(first, "stopped by ann")
      yield* settled(first)
      assert.isFalse(shown(first).some((message) => textOf(message).includes("Part 60.")))
      assert.strictEqual(slack.counts().rateLimited, 0)
    }).pipe(Effect.scoped)
  )

  it.live("killed in the middle of an answer: claude's own record is read back into the thread, once", () =>
    Effect.gen(function* () {
      const { ann, asked, clis, general, kill, sees, settled, shown, slack, start, textOf } = yield* makeOnSlack({
        transport: "socket"
      })
      const first = ann.says(general, `Go on. ${script({ text: sentences, deltas: 60, delay: 100 })}`)
      yield* sees(first, "Part 20.")
      yield* kill("SIGKILL")
      assert.isAbove(clis().length, 0, "claude goes on alone")
      ann.says(general, `Were you away? ${script({ text: "Never." })}`, { thread: first })
      yield* start
      yield* sees(first, "Never.")
      yield* settled(first)
      const answers = shown(first).filter((message) => textOf(message).includes("Part 60."))
      assert.strictEqual(answers.length, 1, slack.transcript(general))
      const [answer] = answers
      assert.strictEqual(answer === undefined ? 0 : times(textOf(answer), "Part 60."), 1)
      assert.isFalse(shown(first).some(({ streaming }) => streaming?.state === "in_progress"))
      assert.strictEqual(asked().length, 2, "the model was asked once for each message")
    }).pipe(Effect.scoped)
  )
})

import { existsSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeOnDiscord } from "./OnDiscord.ts"
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
  },
  {
    question: "Which sizes?",
    header: "Sizes",
    multiSelect: true,
    options: [
      { label: "Small", description: "for a pocket" },
      { label: "Medium", description: "for a table" },
      { label: "Large", description: "for a wall" }
    ]
  }
]
const sentences = Array.from({ length: 60 }, (_, at) => `Part ${at + 1}. `)
  .join("")
  .trim()
const slowly = sentences.replaceAll("Part", "Slowly")

describe("the real claude on discord", () => {
  it.live("a message opens a thread, the answer grows in it, a command is allowed there, and it remembers", () =>
    Effect.gen(function* () {
      const { ann, asked, discord, general, sees, settled, threadOf, workdir } = yield* makeOnDiscord()
      const first = ann.says(general, `Tell me. ${script({ text: sentences, deltas: 60, delay: 60 })}`)
      const thread = yield* threadOf(first)
      const live = yield* sees(thread, "Part 10.")
      assert.notInclude(live.content, "Part 60.", "it grows")
      assert.strictEqual(yield* settled(first), "✅")
      assert.include(live.content, "Part 60.", "in one message")

      const tools = script({ text: "I will.", tools: [touch("yes.txt")] }, { text: "It is made." })
      const second = ann.says(thread, `Make it. ${tools}`)
      assert.include((yield* sees(thread, "scout asks")).content, "touch yes.txt && echo made")
      ann.presses(thread, "Allow once")
      assert.strictEqual(yield* settled(second), "✅")
      assert.isTrue(existsSync(join(workdir, "yes.txt")))

      const third = ann.says(thread, `And once more. ${script({ text: "Gladly." })}`)
      assert.strictEqual(yield* settled(third), "✅")
      const last = bodyOf(asked().at(-1))
      assert.include(last, "Part 60.", "the thread is one session")
      assert.strictEqual(times(last, persona), 1)
      assert.include(discord.transcript(general), "allowed by ann")
      assert.match(discord.transcript(general), /scout \[APP\]: Gladly\.[\s\S]*scout · .* · \d+s · \d+% ctx · \$/)
      assert.strictEqual(discord.counts().rateLimited, 0)
    }).pipe(Effect.scoped)
  )

  it.live("two questions are answered in two lists, a failure is tried again, a turn is stopped by its button", () =>
    Effect.gen(function* () {
      const { ann, asked, clis, discord, general, models, sees, settled, shown, threadOf } = yield* makeOnDiscord()
      const asks = { name: "AskUserQuestion", input: { questions } }
      const first = ann.says(general, `Paint it. ${script({ text: "First:", tools: [asks] }, { text: "Painted." })}`)
      const thread = yield* threadOf(first)
      yield* sees(thread, "Which sizes?")
      ann.selects(thread, "Which sizes?", ["Small", "Large"])
      ann.selects(thread, "Which color?", ["Blue"])
      assert.strictEqual(yield* settled(first), "✅")
      assert.include(discord.transcript(general), "answered by ann")
      const answered = bodyOf(asked().at(-1))
      for (const label of ["Blue", "Small", "Large"]) {
        assert.isAbove(times(answered, label), times(bodyOf(asked()[0]), label), `${label} reached the model`)
      }

      models.enqueue([{ match: "Try", text: "Counting: one two three.", deltas: 4, stallAfter: 2 }])
      const second = ann.says(thread, "Try this.")
      yield* models.stalled(1)
      for (const pid of clis()) process.kill(pid, "SIGKILL")
      assert.strictEqual(yield* settled(second), "❌")
      models.enqueue([{ match: "Try", text: "Now it went well." }])
      ann.presses(thread, "Retry")
      yield* sees(thread, "Now it went well.")

      const third = ann.says(thread, `Go on. ${script({ text: sentences, deltas: 60, delay: 200 })}`)
      yield* sees(thread, "Part 3.")
      ann.presses(thread, "Stop")
      assert.match(yield* settled(third), /⏹/)
      yield* sees(thread, "stopped by ann")
      assert.isFalse(shown(thread).some(({ content }) => content.includes("Part 60.")))
      assert.strictEqual(discord.counts().rateLimited, 0)
    }).pipe(Effect.scoped)
  )

  it.live("killed in the middle of an answer: claude's own record is read back into the thread, once", () =>
    Effect.gen(function* () {
      const { ann, asked, clis, discord, general, kill, sees, settled, shown, start, threadOf } = yield* makeOnDiscord()
      const first = ann.says(general, `Go on. ${script({ text: sentences, deltas: 60, delay: 100 })}`)
      const thread = yield* threadOf(first)
      yield* sees(thread, "Part 20.")
      yield* kill("SIGKILL")
      assert.isAbove(clis().length, 0, "claude goes on alone")
      const meanwhile = ann.says(thread, `Were you away? ${script({ text: "Never." })}`)
      yield* start
      assert.strictEqual(yield* settled(first), "✅")
      assert.strictEqual(yield* settled(meanwhile), "✅")
      const answers = shown(thread).filter(({ content }) => content.includes("Part 60."))
      assert.strictEqual(answers.length, 1, discord.transcript(general))
      assert.strictEqual(times(answers[0]?.content ?? "", "Part 60."), 1)
      assert.strictEqual(asked().length, 2, "the model was asked once for each message")

      const long = ann.says(thread, `Long. ${script({ text: slowly, deltas: 60, delay: 300 })}`)
      yield* sees(thread, "Slowly 2.")
      const last = ann.says(thread, "dropped before it begins")
      yield* sees(thread, "next in line")
      ann.deletes(last)
      yield* discord.until("an empty line", () => !discord.transcript(general).includes("next in line"))
      ann.reacts(long, "🛑")
      yield* sees(thread, "stopped by ann")
      assert.strictEqual(asked().length, 3)
    }).pipe(Effect.scoped)
  )
})

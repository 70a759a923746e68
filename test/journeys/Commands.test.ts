import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { walk } from "../support/Walk.ts"

describe("commands in the chat", () => {
  it.live("help shows the vocabulary; a slip is met with the nearest word", () =>
    walk((ann) =>
      Effect.gen(function* () {
        expect(yield* ann.commands("help")).toMatchInlineSnapshot(`
          "- \`ask <text> [agent]\` says something to an agent, as a message would
          - \`stop [agent]\` stops what runs here; what was said so far stays
          - \`queue [agent]\` shows what waits here
          - \`status\` shows every agent in this conversation, and the backends
          - \`session new [agent]\` the next message starts a new conversation; the old one can be resumed
          - \`session list\` shows the latest sessions of all conversations
          - \`session show [agent]\` shows what this session is
          - \`session resume <id> [agent]\` continues a conversation of the CLI, one from a terminal too
          - \`session fork [id] [agent]\` continues in a branch; the original stays as it is
          - \`session close [agent]\` stops what runs here and forgets the conversation
          - \`session takeover [agent]\` shows the command that continues this session in a terminal
          - \`model [name] [agent]\` shows or changes the model of this session
          - \`verbosity <level> [agent]\` how much of the work is shown here
          - \`worker run <text> [each] [count] [agent] [backend] [model] [budget] [timeout] [priority] [fresh]\` hands a task to a worker, or to several at once
          - \`worker chain <steps> [input] [title]\` runs steps one after another; each may use what came before
          - \`worker list\` shows the latest jobs of this place, and your own
          - \`worker show <id>\` shows a job with its workers, or a worker with its result
          - \`worker cancel <id>\` ends a job or a worker; what it did so far stays
          - \`worker retry <id>\` tries again what did not end well
          - \`agent list\` shows every agent
          - \`agent show <name>\` shows one agent's file
          - \`agent create <name> <description> <persona> [backend] [model]\` makes a new agent
          - \`agent edit <name> [description] [persona] [backend] [model]\` changes an agent; what is not said stays
          - \`agent bind <name> [trigger]\` makes an agent answer in this conversation
          - \`agent unbind\` takes the agent off this conversation
          - \`agent delete <name>\` deletes an agent that was made at run time
          - \`cost [by] [days]\` shows tokens and money of the last days"
        `)
        assert.strictEqual(yield* ann.commands("stopp"), 'there is no command "stopp"; did you mean stop?')
        assert.strictEqual(yield* ann.commands("model", { nme: "x" }), "model knows no nme; did you mean name?")
      })
    )
  )

  it.live("a session is shown, begun anew, resumed and forked, and remembers accordingly", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", "hello")
        yield* ann.settled("1")
        yield* ann.says("2", "again")
        yield* ann.settled("2")
        assert.include(ann.screen(), "the first message")
        const shown = yield* ann.commands("session show")
        const token = /conversation: (\S+)/.exec(shown)?.[1] ?? ""
        assert.isAbove(token.length, 4)
        assert.include(yield* ann.commands("session takeover"), token)
        assert.include(yield* ann.commands("session new"), token)
        yield* ann.says("3", "who am i")
        yield* ann.settled("3")
        assert.strictEqual(ann.screen().split("the first message").length, 3)
        assert.include(yield* ann.commands("session resume", { id: token }), "continues")
        yield* ann.says("4", "and now")
        yield* ann.settled("4")
        assert.include(ann.screen(), "message 3 of this conversation")
        assert.include(yield* ann.commands("session fork"), "in a branch of")
        yield* ann.says("5", "in the branch")
        yield* ann.settled("5")
        assert.notStrictEqual(/conversation: (\S+)/.exec(yield* ann.commands("session show"))?.[1], token)
      })
    )
  )

  it.live("another agent is bound, the model and the verbosity change, the cost is told", () =>
    walk((ann) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* ann.commands("agent bind", { name: "smith" }), "smith answers here")
        yield* ann.says("1", "!cost 0.02\n!say hi")
        yield* ann.settled("1")
        assert.include(ann.screen(), "smith · rehearsal")
        assert.include(yield* ann.commands("model", { name: "fast" }), "smith uses fast here")
        yield* ann.says("2", "!say hi")
        yield* ann.settled("2")
        assert.include(ann.screen(), "smith · fast")
        assert.include(yield* ann.commands("verbosity", { level: "everything" }), "shows everything")
        assert.match(yield* ann.commands("cost"), /smith +2 .*\$0\.02/)
        assert.match(yield* ann.commands("status"), /smith · idle/)
        assert.include(yield* ann.commands("agent unbind"), "nobody is bound")
        assert.include(yield* ann.commands("agent bind", { name: "smit" }), "did you mean smith")
      })
    )
  )
})

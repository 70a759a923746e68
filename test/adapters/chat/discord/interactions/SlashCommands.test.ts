import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { commandCall } from "../../../../../src/adapters/chat/discord/interactions/CommandCalls.ts"
import {
  type ApplicationCommand,
  slashCommands
} from "../../../../../src/adapters/chat/discord/interactions/SlashCommands.ts"
import type { CommandShape } from "../../../../../src/core/model/Vocabulary.ts"

/** An option as the API documents it, of either level. */
interface Option {
  readonly type: number
  readonly name: string
  readonly description: string
  readonly required?: boolean
  readonly autocomplete?: boolean
  readonly choices?: ReadonlyArray<{ readonly name: string; readonly value: string }>
  readonly options?: ReadonlyArray<Option>
}
const optionsOf = (command: object): ReadonlyArray<Option> =>
  "options" in command && Array.isArray(command.options) ? command.options : []

const where = { contexts: [0, 1], integration_types: [0] }

const vocabulary: ReadonlyArray<CommandShape> = [
  {
    name: "ask",
    help: "says something to an agent, as a message would",
    options: [
      { name: "agent", help: "the agent that is meant", required: false, suggests: true },
      { name: "text", help: "what is said", required: true, long: true }
    ]
  },
  { name: "session new", help: "starts anew", options: [] },
  {
    name: "session resume",
    help: "continues",
    options: [{ name: "id", help: "which", required: true, suggests: true }]
  },
  {
    name: "verbosity",
    help: "how much is shown",
    options: [{ name: "level", help: "how much", required: true, choices: ["answer", "everything"] }]
  },
  {
    name: "agent create",
    help: "makes an agent",
    form: true,
    options: [{ name: "name", help: "its name", required: true }]
  },
  {
    name: "agent edit",
    help: "changes an agent",
    form: true,
    options: [
      { name: "name", help: "its name", required: true, suggests: true },
      { name: "persona", help: "who it is", required: false, long: true }
    ]
  }
]

describe("the vocabulary as slash commands", () => {
  it("is what Discord is told", () => {
    const asked = (name: string, description: string, rest: object) => ({ type: 3, name, description, ...rest })
    assert.deepEqual(slashCommands(vocabulary), [
      {
        type: 1,
        name: "ask",
        description: "says something to an agent, as a message would",
        ...where,
        options: [
          asked("text", "what is said", { required: true }),
          asked("agent", "the agent that is meant", { required: false, autocomplete: true })
        ]
      },
      {
        type: 1,
        name: "session",
        description: "new, resume",
        ...where,
        options: [
          { type: 1, name: "new", description: "starts anew", options: [] },
          {
            type: 1,
            name: "resume",
            description: "continues",
            options: [asked("id", "which", { required: true, autocomplete: true })]
          }
        ]
      },
      {
        type: 1,
        name: "verbosity",
        description: "how much is shown",
        ...where,
        options: [
          asked("level", "how much", {
            required: true,
            choices: [
              { name: "answer", value: "answer" },
              { name: "everything", value: "everything" }
            ]
          })
        ]
      },
      {
        type: 1,
        name: "agent",
        description: "create, edit",
        ...where,
        options: [
          // The form asks for the name; but whom to edit must be known before it opens.
          {
            type: 1,
            name: "create",
            description: "makes an agent",
            options: [asked("name", "its name", { required: false })]
          },
          {
            type: 1,
            name: "edit",
            description: "changes an agent",
            options: [
              asked("name", "its name", { required: true, autocomplete: true }),
              asked("persona", "who it is", { required: false })
            ]
          }
        ]
      },
      { type: 3, name: "Ask agent about this", ...where }
    ])
  })

  it("leads back to the command and the options that a person used", () => {
    const { args, shape, typing } =
      commandCall(vocabulary, {
        name: "agent",
        options: [
          {
            name: "edit",
            options: [
              { name: "name", value: "scout", focused: false },
              { name: "persona", value: "You are", focused: true }
            ]
          }
        ]
      }) ?? assert.fail("no such command")
    assert.strictEqual(shape.name, "agent edit")
    assert.deepEqual(args, { name: "scout" })
    assert.deepEqual(typing, { option: "persona", typed: "You are" })
    assert.isUndefined(commandCall(vocabulary, { name: "agent", options: [{ name: "burn" }] }))
    assert.isUndefined(commandCall(vocabulary, { name: "session" }))
  })

  const word = fc.oneof(
    {
      arbitrary: fc.constantFrom("ask", "agent", "list", "Ünïcode", "ſnake_case", "ΣΊΣΥΦΟΣ", "a b c", "!", "名前"),
      weight: 3
    },
    { arbitrary: fc.string({ unit: "grapheme", maxLength: 60 }), weight: 1 }
  )
  const option = fc.record(
    {
      name: word,
      help: fc.oneof(word, fc.string({ minLength: 90, maxLength: 300 })),
      required: fc.boolean(),
      choices: fc.array(fc.oneof(word, fc.string({ maxLength: 130 })), { maxLength: 40 }),
      suggests: fc.boolean(),
      long: fc.boolean()
    },
    { requiredKeys: ["name", "help", "required"] }
  )
  const shape = fc.record(
    {
      name: fc.oneof(
        word,
        fc.tuple(word, word).map((two) => two.join(" "))
      ),
      help: word,
      options: fc.array(option, { maxLength: 40 }),
      form: fc.boolean()
    },
    { requiredKeys: ["name", "help", "options"] }
  )
  const letters = (thing: Option): number =>
    thing.name.length +
    thing.description.length +
    (thing.choices ?? []).reduce((sum, { name, value }) => sum + name.length + value.length, 0) +
    (thing.options ?? []).reduce((sum, inner) => sum + letters(inner), 0)

  const checkNames = (things: ReadonlyArray<{ readonly name: string }>) => {
    assert.strictEqual(new Set(things.map(({ name }) => name)).size, things.length, "names are unique")
    for (const { name } of things) {
      assert.match(name, /^[-_\p{L}\p{N}]{1,32}$/u)
      assert.strictEqual(name, name.toLowerCase())
    }
  }
  const checkOptions = (options: ReadonlyArray<Option>): void => {
    assert.isAtMost(options.length, 25)
    checkNames(options)
    const required = options.map((given) => given.required === true)
    assert.deepEqual(
      required,
      required.toSorted((one, other) => Number(other) - Number(one)),
      "required first"
    )
    for (const { autocomplete, choices, description, options: inner = [] } of options) {
      assert.isTrue(description.length >= 1 && [...description].length <= 100)
      assert.isFalse(autocomplete === true && choices !== undefined)
      if (choices !== undefined) assert.isTrue(choices.length >= 1 && choices.length <= 25)
      for (const { name, value } of choices ?? []) {
        assert.isTrue(name.trim() !== "" && name.length <= 100 && value.length <= 100)
      }
      checkOptions(inner)
    }
  }

  it("is what Discord takes, whatever the vocabulary", () => {
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 130 }), (shapes) => {
        const commands: ReadonlyArray<ApplicationCommand> = slashCommands(shapes)
        const slash = commands.filter(({ type }) => type === 1)
        assert.isAtMost(slash.length, 100)
        checkNames(slash)
        for (const command of slash) {
          const description = "description" in command ? String(command.description) : ""
          assert.isTrue(description.length >= 1 && [...description].length <= 100)
          const options = optionsOf(command)
          assert.isAtMost(letters({ type: 1, name: command.name, description, options }), 8000)
          checkOptions(options)
          // Whatever can be used leads back to a command.
          const subcommands = options.filter(({ type }) => type === 1)
          const calls = subcommands.length === 0 ? [{}] : subcommands.map(({ name }) => ({ options: [{ name }] }))
          for (const call of calls) assert.isDefined(commandCall(shapes, { name: command.name, ...call }))
        }
      }),
      { numRuns: 60 }
    )
  })
})

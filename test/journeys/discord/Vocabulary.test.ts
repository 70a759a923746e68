/** What the commands do on Discord, one after another as people use them: agents, sessions, what runs and waits. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { walkDiscord } from "../../support/discord/DiscordWalk.ts"
import { putAway, ready, told } from "./Using.ts"
import { watching } from "./Watching.ts"

describe("the vocabulary on discord", () => {
  it.live("make, change, bind, show and delete an agent, with forms where there is much to write", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const look = watching(walk)
        yield* ready(walk)
        const random = discord.channel("random")
        const blank = ann.command(general, "agent create")
        expect(yield* blank.modal).toMatchInlineSnapshot(`
          {
            "customId": "f:agent create",
            "fields": [
              {
                "customId": "name",
                "label": "name",
                "long": false,
                "placeholder": "",
                "required": true,
                "value": "",
              },
              {
                "customId": "description",
                "label": "description",
                "long": false,
                "placeholder": "",
                "required": true,
                "value": "",
              },
              {
                "customId": "persona",
                "label": "persona",
                "long": true,
                "placeholder": "",
                "required": true,
                "value": "",
              },
              {
                "customId": "backend",
                "label": "backend",
                "long": false,
                "placeholder": "",
                "required": false,
                "value": "",
              },
              {
                "customId": "model",
                "label": "model",
                "long": false,
                "placeholder": "",
                "required": false,
                "value": "",
              },
            ],
            "title": "agent create",
          }
        `)
        const wrong = blank.submits({ name: "Big Bear", description: "growls", persona: "You growl." })
        const created = ann.command(general, "agent create")
        yield* created.modal
        const made = created.submits({
          name: "bear",
          description: "growls",
          persona: "You growl.\nLoudly.",
          backend: "rehearsal"
        })
        const words = [yield* told(wrong), yield* told(made)]
        const editing = ann.command(general, "agent edit", { name: "bear" })
        const { fields, title } = yield* editing.modal
        expect([title, ...fields.map(({ label, value }) => `${label}: ${value}`)].join("\n")).toMatchInlineSnapshot(`
          "agent edit
          name: bear
          description: growls
          persona: You growl.
          Loudly.
          backend: rehearsal
          model: "
        `)
        words.push(yield* told(editing.submits({ description: "hums" })))
        words.push(yield* told(ann.command(general, "agent edit", { name: "bear", model: "fast" })))
        words.push(yield* told(ann.command(random, "agent bind", { name: "bear", trigger: "all" })))
        const said = ann.says(random, "!say *hums*")
        const thread = yield* look.threadOf(said)
        assert.strictEqual(yield* look.settled(said), "✅")
        words.push(yield* told(ann.command(general, "agent show", { name: "bear" })))
        words.push(yield* told(ann.command(general, "agent list")))
        words.push(yield* told(ann.command(general, "agent show", { name: "beer" })))
        words.push(yield* told(ann.command(general, "agent bind", { name: "scoot" })))
        words.push(yield* told(ann.command(random, "agent unbind")))
        words.push(yield* told(ann.command(general, "agent delete", { name: "bear" })))
        words.push(yield* told(ann.command(general, "agent delete", { name: "bear" })))
        expect(words.join("\n---\n")).toMatchInlineSnapshot(`
          "name: found "Big Bear"; expected a name of lower-case letters, digits and dashes that starts with a letter, at most 32 characters
          ---
          bear is there; speak to it as @bear, or bind it here: agent bind name=bear
          ---
          bear is changed; a session keeps the persona that it was begun with
          ---
          bear is changed; a session keeps the persona that it was begun with
          ---
          bear answers here
          ---
          \`\`\`md
          ---
          name: bear
          description: hums
          backend: rehearsal
          model: fast
          ---

          You growl.
          Loudly.
          \`\`\`
          ---
          - **bear** hums · rehearsal · fast
          - **reviewer** Reviews a diff or a branch and reports what is wrong, worst first. Changes nothing. · codex
          - **scout** for tests · rehearsal
          - **smith** for tests · rehearsal
          - **worker** Does one task that was handed out, on its own, and reports what came of it. · claude
          ---
          no agent is called beer; did you mean bear?
          ---
          no agent is called scoot; did you mean scout?
          ---
          nobody is bound here any more
          ---
          bear is deleted
          ---
          no agent is called bear"
        `)
        ann.says(random, "is anybody there?")
        ann.says(thread, "and in the thread?")
        const called = ann.says(random, `${discord.mention} !say the default is`)
        yield* look.settled(called)
        expect(look.screen(random)).toMatchInlineSnapshot(`
          "Orchestrator [APP] (ann used /agent bind) (only ann sees this): bear answers here
          ann: !say *hums*
            [✅ 1]
            > !say hums
                bear [APP]: -# hums

                  -# bear · fast · Ns · N% ctx · $N
                ann: and in the thread?
          Orchestrator [APP] (ann used /agent unbind) (only ann sees this): nobody is bound here any more
          ann: is anybody there?
          ann: @Orchestrator !say the default is
            [✅ 1]
            > !say the default is
                scout [APP]: the default is

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
      })
    )
  )

  it.live("sessions are shown, begun anew, resumed, branched, taken over and closed where one talks", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const look = watching(walk)
        yield* ready(walk)
        const first = ann.says(general, "hello")
        const thread = yield* look.threadOf(first)
        assert.strictEqual(yield* look.settled(first), "✅")
        const tokens = new Map<string, string>()
        const words: Array<string> = []
        const uses = (line: string, values: Readonly<Record<string, string>> = {}) =>
          Effect.map(told(ann.command(thread, line, values)), (text) => {
            const token = /conversation: (\S+)/.exec(text)?.[1]
            if (token !== undefined && !tokens.has(token)) tokens.set(token, `TOKEN-${tokens.size + 1}`)
            words.push(`/${line}\n${text}`)
            return text
          })
        const says = (text: string) => look.settled(ann.says(thread, text))
        yield* uses("session show")
        const [token = ""] = [...tokens.keys()]
        yield* uses("session new")
        yield* says("who am I?")
        yield* uses("session resume", { id: token })
        // While it runs: for the next message.
        const asking = ann.says(thread, '!ask Bash "make"')
        yield* look.sees(thread, "scout asks")
        yield* uses("session new")
        ann.presses(thread, "Allow once")
        assert.strictEqual(yield* look.settled(asking), "✅")
        yield* says("who am I this time?")
        yield* uses("session resume", { id: token })
        yield* says("and now?")
        yield* uses("session fork")
        yield* says("in a branch")
        yield* uses("session show")
        yield* uses("model", { name: "fast" })
        yield* uses("verbosity", { level: "everything" })
        yield* says('!tool Bash "npm test" 1ms\n!say tested')
        yield* uses("model")
        yield* uses("session list")
        yield* uses("session takeover")
        yield* uses("session close")
        yield* uses("session show")
        yield* uses("session resume", { id: "no-such-conversation" })
        yield* says("are you lost?")
        const readable = [...tokens]
          .reduce((text, [id, name]) => text.replaceAll(id, name), words.join("\n---\n"))
          .replaceAll(walk.home.home, "HOME")
          .replaceAll(/discord:[\d-]+/g, "discord:HERE")
          .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "DAY TIME")
          .replaceAll(/`{3}sh\n.*\n`{3}/g, "the command")
        expect(readable).toMatchInlineSnapshot(`
          "/session show
          - agent: scout on rehearsal
          - model: the cli's default
          - permissions: ask
          - working directory: HOME/work
          - conversation: TOKEN-1
          ---
          /session new
          scout starts anew here; the old conversation was TOKEN-1
          ---
          /session resume
          scout continues TOKEN-1 here
          ---
          /session new
          scout starts anew here; the old conversation was TOKEN-1
          ---
          /session resume
          scout continues TOKEN-1 here
          ---
          /session fork
          scout continues in a branch of TOKEN-1 here
          ---
          /session show
          - agent: scout on rehearsal
          - model: the cli's default
          - permissions: ask
          - working directory: HOME/work
          - conversation: TOKEN-2
          ---
          /model
          scout uses fast here from the next message on
          ---
          /verbosity
          scout shows everything here from the next message on
          ---
          /model
          scout uses fast here
          ---
          /session list
          - default/scout/discord:HERE · 7 turns · last DAY TIME utc
          ---
          /session takeover
          in HOME/work:
          the command
          ---
          /session close
          scout has closed this session
          ---
          /session show
          scout has not said anything here yet
          ---
          /session resume
          scout continues no-such-conversation here"
        `)
        putAway(walk)
        expect(look.screen(general)).toMatchInlineSnapshot(`
          "ann: hello
            [✅ 1]
            > hello
                scout [APP]: You said: "hello". It is the first message of this conversation.

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: who am I?
                  [✅ 1]
                scout [APP]: You said: "who am I?". It is the first message of this conversation.

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !ask Bash "make"
                  [✅ 1]
                scout [APP]: Bash was allowed.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# ✓ allowed by ann
                ann: who am I this time?
                  [✅ 1]
                scout [APP]: You said: "who am I this time?". It is the first message of this conversation.

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: and now?
                  [✅ 1]
                scout [APP]: You said: "and now?". It is message 3 of this conversation; before it you said: "!ask Bash "make"".

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: in a branch
                  [✅ 1]
                scout [APP]: You said: "in a branch". It is message 4 of this conversation; before it you said: "and now?".

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !tool Bash "npm test" 1ms
                  !say tested
                  [✅ 1]
                scout [APP]: tested

                  -# scout · fast · Ns · N% ctx · $N
                ann: are you lost?
                  [✅ 1]
                scout [APP]: -# the cli does not know the earlier conversation any more: this is a new one

                  You said: "are you lost?". It is the first message of this conversation.

                  -# scout · fast · Ns · N% ctx · $N"
        `)
        assert.strictEqual(discord.counts().rateLimited, 0)
      })
    )
  )

  it.live("what runs and waits is shown, counted and stopped, and what is wrong is said with what would be right", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const look = watching(walk)
        yield* ready(walk)
        const running = ann.says(general, '!cost 0.02\n!say before\n!ask Bash "make"')
        const thread = yield* look.threadOf(running)
        yield* look.sees(thread, "scout asks")
        const second = ann.says(thread, "!say second")
        yield* look.sees(thread, "next in line")
        const third = ann.says(thread, "!say *third*")
        yield* look.sees(thread, "2nd in line")
        ann.edits(third, "!say **third** and `last`\nof all")
        // Messages of one thread are taken in one after another: once this one waits, the other is amended.
        const fourth = ann.says(thread, "never mind")
        yield* look.sees(thread, "3rd in line")
        ann.deletes(fourth)
        yield* discord.until("an empty place", () => !discord.transcript(thread).includes("3rd in line"))
        const words: Array<string> = []
        const uses = (line: string, values: Readonly<Record<string, string>> = {}) =>
          Effect.map(told(ann.command(thread, line, values)), (text) => {
            words.push(
              `/${[line, ...Object.entries(values).map(([name, value]) => `${name}:${value}`)].join(" ")}\n${text}`
            )
          })
        yield* uses("status")
        yield* uses("queue")
        yield* uses("stop")
        yield* look.settled(second)
        yield* look.settled(third)
        yield* discord.until("an empty line", () => !discord.transcript(thread).includes("in line"))
        yield* uses("stop")
        yield* uses("queue")
        yield* uses("cost")
        yield* uses("cost", { by: "user", days: "1" })
        yield* uses("cost", { days: "abc" })
        yield* uses("help", { command: "agent" })
        yield* uses("help", { command: "stopp" })
        yield* uses("model", { agent: "smiht" })
        yield* uses("stop", { agent: "nobody" })
        yield* uses("agent unbind")
        expect(
          words
            .join("\n---\n")
            .replaceAll(/for \d+s/g, "for Ns")
            .replaceAll(/\d{17,}/g, "ID")
            .replaceAll(/( 3 +)\d+/g, "$1NNN")
        ).toMatchInlineSnapshot(`
          "/status
          - reviewer · idle
          - scout · waiting for you · 2 waiting · warm
          - smith · idle
          - worker · idle
          ---
          /queue
          1. ann: !say second
          2. ann: !say \\*\\*third\\*\\* and \\\`last\\\` of all
          ---
          /stop
          stopping scout
          ---
          /stop
          scout is not working here
          ---
          /queue
          nothing waits for scout here
          ---
          /cost
          \`\`\`
          agent  turns  input  output   cost
          scout      3    NNN       5  $0.02
          \`\`\`
          ---
          /cost by:user days:1
          \`\`\`
          user                 turns  input  output   cost
          ID      3    NNN       5  $0.02
          \`\`\`
          ---
          /cost days:abc
          days is a whole number from 1 to 3650, not "abc"
          ---
          /help command:agent
          - \`agent list\` shows every agent
          - \`agent show <name>\` shows one agent's file
            - name: the agent's name
          - \`agent create <name> <description> <persona> [backend] [model]\` makes a new agent
            - name: lower-case letters, digits and dashes
            - description: what it is for, one line
            - persona: who it is and how it works
            - backend: the coding CLI that it runs on
            - model: a model or alias of the backend
          - \`agent edit <name> [description] [persona] [backend] [model]\` changes an agent; what is not said stays
            - name: the agent's name
            - description: what it is for, one line
            - persona: who it is and how it works
            - backend: the coding CLI that it runs on
            - model: a model or alias of the backend
          - \`agent bind <name> [trigger]\` makes an agent answer in this conversation
            - name: the agent's name
            - trigger: all messages, or only mentions (all, mention)
          - \`agent unbind\` takes the agent off this conversation
          - \`agent delete <name>\` deletes an agent that was made at run time
            - name: the agent's name
          ---
          /help command:stopp
          there is no command "stopp"; did you mean stop?
          ---
          /model agent:smiht
          no agent is called smiht; did you mean smith?
          ---
          /stop agent:nobody
          no agent is called nobody
          ---
          /agent unbind
          no agent is bound here"
        `)
        putAway(walk)
        expect(look.screen(general)).toMatchInlineSnapshot(`
          "ann: !cost 0.02
            !say before
            !ask Bash "make"
            [⏹️ 1]
            > !cost 0.02
                scout [APP]: before

                  -# stopped by ann
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# no answer needed any more
                ann: !say second
                  [✅ 1]
                ann: !say **third** and \`last\`
                  of all
                  [✅ 1]
                scout [APP]: second

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: **third** and \`last\`

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
      })
    )
  )
})

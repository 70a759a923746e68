/** What the commands do on Slack, one after another as people use them: agents, sessions, what runs and waits. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { walkSlack } from "../../support/slack/SlackWalk.ts"
import { using } from "./Using.ts"
import { watching } from "./Watching.ts"

describe("the vocabulary on slack", () => {
  it.live("make, change, bind, show and delete an agent, with forms where there is much to write", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const look = watching(walk)
          const { failures, putAway, sends, told } = using(walk)
          const random = slack.channel("random")
          const words: Array<string> = []
          const uses = (channel: typeof general, command: string, line: string) =>
            Effect.map(told(ann.command(channel, command, line)), (text) => {
              words.push(`${command} ${line}\n${text}`)
            })
          const blank = ann.command(general, "/orc", "agent create")
          yield* blank.view
          const forms = [ann.modal()]
          words.push(yield* sends(ann, blank, { name: "Big Bear", description: "growls", persona: "You growl." }))
          const create = ann.command(general, "/agent", "create name=bear description=growls")
          yield* create.view
          forms.push(ann.modal())
          words.push(yield* sends(ann, create, { persona: "You growl.\nLoudly.", backend: "rehearsal" }))
          const edit = ann.command(general, "/orc", "agent edit bear")
          yield* edit.view
          forms.push(ann.modal())
          words.push(yield* sends(ann, edit, { description: "hums <!here> & more" }))
          expect(forms.join("\n")).toMatchInlineSnapshot(`
            "== agent create
            name: <>
            description: <>
            persona: <>
            backend (optional): <>
            model (optional): <>
            [Cancel] [Send]
            == agent create
            name: <bear>
            description: <growls>
            persona: <>
            backend (optional): <>
            model (optional): <>
            [Cancel] [Send]
            == agent edit
            name: <bear>
            description (optional): <growls>
            persona (optional): <You growl.
            Loudly.>
            backend (optional): <rehearsal>
            model (optional): <>
            [Cancel] [Send]"
          `)
          yield* uses(general, "/orc", "agent edit bear model=fast")
          yield* uses(random, "/agent", "bind @bear trigger=all")
          const said = ann.says(random, "!say *hums*")
          yield* look.sees(said, "bear ·")
          yield* uses(general, "/orc", "agent show bear")
          yield* uses(general, "/agent", "list")
          yield* uses(general, "/agent", "")
          yield* uses(general, "/orc", "agent show beer")
          yield* uses(general, "/orc", "agent bind scoot")
          yield* uses(general, "/orc", "agnet list")
          yield* uses(random, "/agent", "unbind")
          yield* uses(general, "/agent", "delete bear")
          yield* uses(general, "/agent", "delete bear")
          expect(words.join("\n---\n")).toMatchInlineSnapshot(`
            "name: found "Big Bear"; expected a name of lower-case letters, digits and dashes that starts with a letter, at most 32 characters
            ---
            bear is there; speak to it as @bear, or bind it here: agent bind name=bear
            ---
            bear is changed; a session keeps the persona that it was begun with
            ---
            /orc agent edit bear model=fast
            bear is changed; a session keeps the persona that it was begun with
            ---
            /agent bind @bear trigger=all
            bear answers here
            ---
            /orc agent show bear
            \`\`\`\`md
            ---
            name: bear
            description: hums <!here> & more
            backend: rehearsal
            model: fast
            ---

            You growl.
            Loudly.
            \`\`\`\`
            ---
            /agent list
            • bear hums <!here> & more · rehearsal · fast
            • reviewer Reviews a diff or a branch and reports what is wrong, worst first. Changes nothing. · codex
            • scout for tests · rehearsal
            • smith for tests · rehearsal
            • worker Does one task that was handed out, on its own, and reports what came of it. · claude
            ---
            /agent 
            • \`agent list\` shows every agent
            • \`agent show <name>\` shows one agent's file
              • name: the agent's name
            • \`agent create <name> <description> <persona> [backend] [model]\` makes a new agent
              • name: lower-case letters, digits and dashes
              • description: what it is for, one line
              • persona: who it is and how it works
              • backend: the coding CLI that it runs on
              • model: a model or alias of the backend
            • \`agent edit <name> [description] [persona] [backend] [model]\` changes an agent; what is not said stays
              • name: the agent's name
              • description: what it is for, one line
              • persona: who it is and how it works
              • backend: the coding CLI that it runs on
              • model: a model or alias of the backend
            • \`agent bind <name> [trigger]\` makes an agent answer in this conversation
              • name: the agent's name
              • trigger: all messages, or only mentions (all, mention)
            • \`agent unbind\` takes the agent off this conversation
            • \`agent delete <name>\` deletes an agent that was made at run time
              • name: the agent's name
            ---
            /orc agent show beer
            no agent is called beer; did you mean bear?
            ---
            /orc agent bind scoot
            no agent is called scoot; did you mean scout?
            ---
            /orc agnet list
            there is no command "agnet list"; did you mean agent list?
            ---
            /agent unbind
            nobody is bound here any more
            ---
            /agent delete bear
            bear is deleted
            ---
            /agent delete bear
            no agent is called bear"
          `)
          ann.says(random, "is anybody there?")
          const called = ann.says(random, `${slack.mention} !say the default is`)
          yield* look.settled(called)
          putAway()
          expect(look.screen(random)).toMatchInlineSnapshot(`
            "ann: !say hums
              | bear [APP]:
              |   [✓ done · Ns]
              |   hums
              |   · bear · fast · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say hums": active)
            ann: is anybody there?
            ann: @Orchestrator !say the default is
              | scout [APP]:
              |   [✓ done · Ns]
              |   the default is
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say the default is": active)"
          `)
          assert.deepStrictEqual([...failures(), ...look.limits()], [])
        }),
      { transport: "http" }
    )
  )

  it.live("sessions are listed, and what is set in a channel holds in the threads that begin there afterwards", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack } = walk
        const look = watching(walk)
        const { failures, putAway, told } = using(walk)
        const first = ann.says(general, "!say hello")
        yield* look.settled(first)
        const words: Array<string> = []
        const uses = (line: string) =>
          Effect.map(told(ann.command(general, "/orc", line)), (text) => {
            words.push(`/orc ${line}\n${text}`)
          })
        yield* uses("model")
        yield* uses("model large")
        yield* uses("verbosity loud")
        yield* uses("verbosity everything")
        yield* uses("model agent=smiht")
        const second = ann.says(general, '!tool Bash "npm test" 1ms\n!say tested')
        yield* look.settled(second)
        const more = ann.says(general, "!say as before", { thread: first })
        yield* look.settled(more)
        yield* uses("model")
        yield* uses("session list")
        yield* uses("session show")
        yield* uses("session new")
        yield* uses("session takeover")
        yield* uses("session fork")
        yield* uses("session resume")
        yield* uses("session close")
        expect(
          words
            .join("\n---\n")
            .replaceAll(/slack:[\w.-]+/g, "slack:THREAD")
            .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "DAY TIME")
        ).toMatchInlineSnapshot(`
          "/orc model
          scout uses the cli's default model here
          ---
          /orc model large
          scout uses large here from the next message on
          ---
          /orc verbosity loud
          level is one of answer, essentials, everything, not "loud"
          ---
          /orc verbosity everything
          scout shows everything here from the next message on
          ---
          /orc model agent=smiht
          no agent is called smiht; did you mean smith?
          ---
          /orc model
          scout uses large here
          ---
          /orc session list
          • default/scout/slack:THREAD · 2 turns · last DAY TIME utc
          • default/scout/slack:THREAD · 1 turn · last DAY TIME utc
          ---
          /orc session show
          scout has not said anything here yet
          ---
          /orc session new
          scout starts anew here
          ---
          /orc session takeover
          scout has not said anything here yet
          ---
          /orc session fork
          scout has not said anything here yet
          ---
          /orc session resume
          session resume needs id: the CLI's own id of the conversation
          ---
          /orc session close
          scout has closed this session"
        `)
        putAway()
        expect(look.screen(general)).toMatchInlineSnapshot(`
          "ann: !say hello
            | scout [APP]:
            |   [✓ done · Ns]
            |   hello
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !say as before
            | scout [APP]:
            |   [✓ done · Ns]
            |   as before
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say hello": active)
          ann: !tool Bash "npm test" 1ms
            !say tested
            | scout [APP]:
            |   [✓ done · 1 command · Ns]
            |     ✓ run npm test
            |   tested
            |   · scout · large · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!tool Bash "npm test" 1ms": active)"
        `)
        assert.deepStrictEqual([...failures(), ...look.limits()], [])
        assert.deepStrictEqual(slack.counts().errors, {})
      })
    )
  )

  it.live("what runs and waits in the threads of a channel is shown, counted and stopped from the channel", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general } = walk
        const look = watching(walk)
        const { failures, putAway, told } = using(walk)
        const running = ann.says(general, '!cost 0.02\n!say before\n!ask Bash "make"')
        yield* look.sees(running, "scout asks")
        const second = ann.says(general, "!say second", { thread: running })
        yield* look.sees(second, "next in line")
        const other = ann.says(general, "!say elsewhere\n!wait 60s")
        yield* look.sees(other, "elsewhere")
        const words: Array<string> = []
        const uses = (line: string) =>
          Effect.map(told(ann.command(general, "/orc", line)), (text) => {
            words.push(`/orc ${line}\n${text}`)
          })
        yield* uses("status")
        yield* uses("queue")
        yield* uses("stop")
        yield* look.settled(running)
        yield* look.settled(other)
        yield* uses("stop")
        yield* uses("queue")
        yield* uses("status")
        yield* uses("cost")
        yield* uses("cost by=user days=1")
        yield* uses("cost days=abc")
        yield* uses("stop agent=nobody")
        yield* uses("help stop")
        yield* uses("stopp")
        yield* uses("")
        words.push(`/worker list\n${yield* told(ann.command(general, "/worker", "list"))}`)
        expect(
          words
            .join("\n---\n")
            .replaceAll(/for \d+s/g, "for Ns")
            .replaceAll(/\bU[A-Z0-9]{8,}\b */g, "USER ")
            .replaceAll(/( \d +)\d+/g, "$1NNN")
        ).toMatchInlineSnapshot(`
          "/orc status
          • reviewer · idle
          • scout · idle · 3 turns in threads
          • smith · idle
          • worker · idle
          ---
          /orc queue
          1. ann: !say second
          ---
          /orc stop
          stopping scout in 2 threads
          ---
          /orc stop
          scout is not working here
          ---
          /orc queue
          nothing waits for scout here
          ---
          /orc status
          • reviewer · idle
          • scout · idle
          • smith · idle
          • worker · idle
          ---
          /orc cost
          \`\`\`
          agent  turns  input  output   cost
          scout      3    NNN       3  $0.02
          \`\`\`
          ---
          /orc cost by=user days=1
          \`\`\`
          user        turns  input  output   cost
          USER 3    NNN       3  $0.02
          \`\`\`
          ---
          /orc cost days=abc
          days is a whole number from 1 to 3650, not "abc"
          ---
          /orc stop agent=nobody
          no agent is called nobody
          ---
          /orc help stop
          • \`stop [agent]\` stops what runs here; what was said so far stays
            • agent: the agent that is meant; without it the one that answers here
          ---
          /orc stopp
          there is no command "stopp"; did you mean stop?
          ---
          /orc 
          • \`ask <text> [agent]\` says something to an agent, as a message would
          • \`stop [agent]\` stops what runs here; what was said so far stays
          • \`queue [agent]\` shows what waits here
          • \`status\` shows every agent in this conversation, and the backends
          • \`session new [agent]\` the next message starts a new conversation; the old one can be resumed
          • \`session list\` shows the latest sessions of all conversations
          • \`session show [agent]\` shows what this session is
          • \`session resume <id> [agent]\` continues a conversation of the CLI, one from a terminal too
          • \`session fork [id] [agent]\` continues in a branch; the original stays as it is
          • \`session close [agent]\` stops what runs here and forgets the conversation
          • \`session takeover [agent]\` shows the command that continues this session in a terminal
          • \`model [name] [agent]\` shows or changes the model of this session
          • \`verbosity <level> [agent]\` how much of the work is shown here
          • \`worker run <text> [each] [count] [agent] [backend] [model] [budget] [timeout] [priority] [fresh]\` hands a task to a worker, or to several at once
          • \`worker chain <steps> [input] [title]\` runs steps one after another; each may use what came before
          • \`worker list\` shows the latest jobs of this place, and your own
          • \`worker show <id>\` shows a job with its workers, or a worker with its result
          • \`worker cancel <id>\` ends a job or a worker; what it did so far stays
          • \`worker retry <id>\` tries again what did not end well
          • \`agent list\` shows every agent
          • \`agent show <name>\` shows one agent's file
          • \`agent create <name> <description> <persona> [backend] [model]\` makes a new agent
          • \`agent edit <name> [description] [persona] [backend] [model]\` changes an agent; what is not said stays
          • \`agent bind <name> [trigger]\` makes an agent answer in this conversation
          • \`agent unbind\` takes the agent off this conversation
          • \`agent delete <name>\` deletes an agent that was made at run time
          • \`cost [by] [days]\` shows tokens and money of the last days
          ---
          /worker list
          no job yet; begin one: worker run text="review the parser""
        `)
        putAway()
        expect(look.screen(general)).toMatchInlineSnapshot(`
          "ann: !cost 0.02
            !say before
            !ask Bash "make"
            | scout [APP]:
            |   [stopped · 1 command · Ns]
            |     ✗ run make
            |   before
            |   · stopped by ann
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make
            |   \`\`\`
            |   · no answer needed any more
            | ann: !say second
            | scout [APP]:
            |   [✓ done · Ns]
            |   second
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!cost 0.02": active)
          ann: !say elsewhere
            !wait Ns
            | scout [APP]:
            |   [stopped · Ns]
            |   elsewhere
            |   · stopped by ann
            | (session "!say elsewhere": active)"
        `)
        assert.deepStrictEqual([...failures(), ...look.limits()], [])
      })
    )
  )
})

/**
 * What people press, choose, fill in and command, end to end over TCP and the unmodified Bolt: people use what is shown,
 * the strict loopback Slack refuses what Slack refuses, and what is asserted is what people see.
 */
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Layer, type Scope } from "effect"
import { credentialsOf } from "../../../../../src/adapters/chat/slack/Credentials.ts"
import { makeInbound } from "../../../../../src/adapters/chat/slack/inbound/Inbound.ts"
import { makeInteractions } from "../../../../../src/adapters/chat/slack/interactions/Interactions.ts"
import { makeReplies } from "../../../../../src/adapters/chat/slack/interactions/Replies.ts"
import { makeOutbound } from "../../../../../src/adapters/chat/slack/outbound/Outbound.ts"
import { makeRecipients } from "../../../../../src/adapters/chat/slack/outbound/Recipients.ts"
import { appManifest } from "../../../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { makeWebApi } from "../../../../../src/adapters/chat/slack/web/WebApi.ts"
import { makeWorkspaces } from "../../../../../src/adapters/chat/slack/workspaces/Workspaces.ts"
import { patiently } from "../../../../../src/core/chat/Patience.ts"
import { AgentName, ConversationId } from "../../../../../src/core/model/Ids.ts"
import type { InboundEvent } from "../../../../../src/core/model/InboundEvent.ts"
import type { Control } from "../../../../../src/core/ports/ChatPlatform.ts"
import type { Intake, Overview } from "../../../../../src/core/ports/Intake.ts"
import type { State } from "../../../../../src/core/ports/State.ts"
import * as Words from "../../../../../src/core/render/Words.ts"
import { memoryState } from "../../../../support/MemoryState.ts"
import { makeFakeSlack } from "../../../../support/slack/FakeSlack.ts"
import type { Channel, Message } from "../../../../support/slack/World.ts"
import { testIntake } from "../../../../support/TestIntake.ts"
import { vocabulary } from "./InteractionRig.ts"

type Transport = "socket" | "http"

const started = (core: Partial<Intake> = {}, transport: Transport = "socket") =>
  Effect.gen(function* () {
    const slack = yield* makeFakeSlack({ manifest: appManifest() })
    const general = slack.channel("general")
    const ann = slack.person("ann")
    ann.says(general, "the build is red")
    const events: Array<InboundEvent> = []
    const intake = testIntake(
      (event) => {
        if (event._tag === "Said") return Effect.void
        events.push(event)
        slack.world.touch()
        return core.accept?.(event) ?? Effect.void
      },
      {
        agents: Effect.succeed([AgentName.make("scout")]),
        vocabulary,
        ...core
      }
    )
    const config = { listen: "127.0.0.1:0", faces: true, streams: true, reactions: true }
    const credentials = credentialsOf(
      {},
      {
        SLACK_BOT_TOKEN: slack.botToken,
        ...(transport === "http" ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken }),
        SLACK_API_URL: slack.apiUrl
      }
    )
    const tokens = yield* makeWorkspaces({ credentials })
    const api = yield* makeWebApi({ tokens, apiUrl: credentials.apiUrl })
    const recipients = makeRecipients({ api })
    const replies = yield* makeReplies({ api, apiUrl: credentials.apiUrl })
    const outbound = yield* makeOutbound({ api, tokens, config, recipients, replies })
    const inbound = yield* makeInbound({
      api,
      tokens,
      replies,
      installer: tokens.installer,
      credentials,
      config,
      recipients,
      directory: "/nowhere",
      stopTarget: outbound.stopTarget,
      interactions: (listening) => makeInteractions({ ...listening, api, tokens, replies, recipients, outbound })
    })
    yield* Effect.forkScoped(Effect.orDie(inbound.receive(intake)))
    if (transport === "http") {
      yield* Effect.gen(function* () {
        const [way] = yield* inbound.health
        if (way?.state !== "connected") return yield* Effect.fail("not yet")
        slack.http.to(way.name)
      }).pipe(
        Effect.tapError(() => Effect.yieldNow),
        Effect.eventually
      )
    } else yield* slack.until("a connection", () => slack.sockets.connected() > 0)

    const next = <Tag extends InboundEvent["_tag"]>(tag: Tag) =>
      Effect.map(
        slack.until(`${tag} to reach the core`, () => events.shift()),
        (event) => event as Extract<InboundEvent, { readonly _tag: Tag }>
      )
    /** The core's answer, as it leaves through the outbox. */
    const reply = (
      { conversation, replyTo = "" }: InboundEvent & { readonly replyTo?: string },
      markdown: string,
      failed = false
    ) =>
      patiently(
        outbound.perform({
          _tag: "Reply",
          handle: replyTo,
          conversation: conversation.id,
          body: { markdown, controls: [] },
          failed
        })
      )
    let posts = 0
    /** An agent's message with controls, in the thread of that message. */
    const show = (on: Message, markdown: string, controls: ReadonlyArray<Control>) =>
      patiently(
        outbound.perform({
          _tag: "Post",
          key: `shown-${++posts}`,
          conversation: ConversationId.make(`${slack.team.id}-${on.channel}-${on.thread ?? on.ts}`),
          face: { name: "scout" },
          body: { markdown, controls },
          notify: false
        })
      )
    const last = (channel: Channel) => slack.messages(channel).at(-1) ?? assert.fail("nothing was said")
    return {
      ann,
      commanded: next("Commanded"),
      events,
      general,
      last,
      outbound,
      pressed: next("Pressed"),
      recipients,
      reply,
      show,
      slack
    }
  })

const live = <A, E>(name: string, test: () => Effect.Effect<A, E, Scope.Scope | NodeServices.NodeServices | State>) =>
  it.live(name, () => Effect.provide(test(), Layer.mergeAll(memoryState, NodeServices.layer)), 30_000)

const question = (target: string, multiple: boolean, labels: ReadonlyArray<string>, index = 0): Control => ({
  _tag: "Choice",
  target,
  index,
  question: "which one?",
  options: labels.map((label) => ({ label, description: "" })),
  multiple
})

const allow: ReadonlyArray<Control> = [
  { _tag: "Button", action: "allow-once", target: "a1", label: "Allow once", tone: "good" },
  { _tag: "Button", action: "deny", target: "a1", label: "Deny", tone: "danger" }
]

describe("interactions on the wire", () => {
  live("a command is acknowledged at once and answered to its person alone, however long the core takes", () =>
    Effect.gen(function* () {
      const told = yield* Deferred.make<void>()
      const { ann, commanded, general, reply, slack } = yield* started({ accept: () => Deferred.await(told) })
      const act = ann.command(general, "/orc", "agent list")
      yield* act.acknowledged
      const event = yield* commanded
      assert.deepEqual([event.command, event.args, event.person.name], ["agent list", {}, "ann"])
      assert.strictEqual(event.conversation.kind, "channel")
      yield* reply(event, "- **scout** for <!channel> & all")
      assert.strictEqual(act.answers().length, 1)
      assert.match(act.answers()[0]?.shown ?? "", /scout/)
      assert.notMatch(slack.transcript(general), /NOTIFIES/)
      const list = Array.from({ length: 900 }, (_, index) => `- **agent-${index}** ${"does things ".repeat(6)}`)
      yield* reply(event, list.join("\n"))
      // Of five answers that Slack takes one was used; what does not fit is said to be missing.
      assert.strictEqual(act.answers().length, 5)
      assert.match(act.answers().at(-1)?.shown ?? "", /cut: the rest/)
      yield* reply(event, "and one more")
      assert.strictEqual(act.answers().length, 6)
      assert.isTrue(act.answers().every(({ ephemeral }) => ephemeral))
      assert.strictEqual(slack.counts().requests["chat.postEphemeral"], 1)
      assert.strictEqual(slack.counts().rateLimited, 0)
      yield* Deferred.succeed(told, undefined)
    })
  )

  live("what is asked stands in the channel, and its answer in the thread that it opens", () =>
    Effect.gen(function* () {
      const { ann, commanded, general, outbound, recipients, reply, slack } = yield* started()
      const act = ann.command(general, "/ask", "@scout why is @everyone <!channel> red? a=b & <b>")
      const event = yield* commanded
      assert.deepEqual(event.args, { agent: "scout", text: "why is @everyone @channel red? a=b & <b>" })
      assert.strictEqual(event.conversation.kind, "thread")
      yield* reply(event, "asked scout")
      yield* outbound.perform({
        _tag: "Post",
        key: "answer",
        conversation: event.conversation.id,
        face: { name: "scout" },
        body: { markdown: "since yesterday", controls: [] },
        notify: false
      })
      assert.notMatch(slack.transcript(general), /NOTIFIES/)
      assert.match(
        slack.transcript(general),
        /Orchestrator \[APP\]: ann asks: why is @.?everyone @.?channel red\? a=b & <b>/
      )
      assert.match(slack.transcript(general), /\n {2,}.*scout.*since yesterday/)
      assert.deepEqual(act.answers(), [])
      assert.deepInclude(yield* recipients.find(event.conversation.id), { user: ann.id, team: slack.team.id })
    })
  )

  live("a question that nobody may ask or answer goes away again, and its person is told why", () =>
    Effect.gen(function* () {
      const { ann, commanded, general, reply, slack } = yield* started()
      const act = ann.command(general, "/ask", "why?")
      const event = yield* commanded
      assert.include(slack.transcript(general), "asks: why?")
      yield* reply(event, Words.notAllowed("talk"), true)
      assert.notInclude(slack.transcript(general), "asks: why?")
      const [told] = act.answers()
      assert.include(told?.shown, "you may not talk to agents here")
      assert.isTrue(told?.ephemeral)
    })
  )

  live("where the bot is not, somebody who asks is told how to bring it, and nothing is asked", () =>
    Effect.gen(function* () {
      const { ann, events, slack } = yield* started()
      const secret = slack.channel("secret", { private: true, invited: false })
      const act = ann.command(secret, "/ask", "why?")
      const { ephemeral, shown } = yield* act.answer
      assert.isTrue(ephemeral)
      assert.match(shown, /i am not in this channel: type .*\/invite.* @Orchestrator, then ask again/)
      assert.deepEqual(events, [])
    })
  )

  live("commands work where the bot is not, and in direct messages", () =>
    Effect.gen(function* () {
      const { ann, commanded, reply, slack } = yield* started()
      const secret = slack.channel("secret", { private: true, invited: false })
      for (const [channel, kind] of [
        [secret, "channel"],
        [slack.direct(ann), "direct"]
      ] as const) {
        const act = ann.command(channel, "/agent", "")
        const event = yield* commanded
        assert.deepEqual([event.command, event.args, event.conversation.kind], ["help", { command: "agent" }, kind])
        yield* reply(event, "there is much")
        assert.include((yield* act.answer).shown, "there is much")
      }
      ann.command(slack.direct(ann), "/ask", "why?")
      const asked = yield* commanded
      assert.strictEqual(asked.conversation.kind, "direct")
      assert.include(slack.transcript(slack.direct(ann)), "asks: why?")
    })
  )

  for (const transport of ["socket", "http"] as const)
    live(`a form opens for what is missing, keeps what is wrong, and its answer finds its person (${transport})`, () =>
      Effect.gen(function* () {
        const draft: Intake["draft"] = ({ args }) => Effect.succeed({ persona: `You are ${args.name}.` })
        const { ann, commanded, general, reply, slack } = yield* started({ draft }, transport)
        const view = yield* ann.command(general, "/agent", "edit scout").view
        assert.match(ann.modal(), /scout[\s\S]*You are scout\./)
        const blank = ann.submits(view, { name: "  ", persona: "Be kind." })
        assert.strictEqual((yield* blank.acknowledged).payload.response_action, "errors")
        assert.include(ann.modal(), "this is needed")
        yield* ann.submits(view, { name: "scout", persona: "Be kind.\nAlways." }).acknowledged
        const event = yield* commanded
        assert.deepEqual([event.command, event.args], ["agent edit", { name: "scout", persona: "Be kind.\nAlways." }])
        assert.strictEqual(ann.modal(), "")
        yield* reply(event, "scout is changed")
        assert.match(slack.transcript(general), /scout is changed/)

        const secret = slack.channel("secret", { private: true, invited: false })
        const elsewhere = yield* ann.command(secret, "/orc", "agent create").view
        ann.submits(elsewhere, { name: "scout", persona: "Be kind." })
        yield* reply(yield* commanded, "scout is there")
        assert.match(slack.transcript(secret), /scout is there/)
        assert.strictEqual(slack.counts().requests["conversations.open"], undefined)
      })
    )

  live("buttons answer where they stand; an answer that came too late is said to the one who pressed", () =>
    Effect.gen(function* () {
      const { ann, general, last, pressed, reply, show, slack } = yield* started()
      yield* show(last(general), "scout asks: run a command", allow)
      const act = ann.presses(general, "Allow once")
      const event = yield* pressed
      assert.deepEqual([event.action, event.target, event.value], ["allow-once", "a1", {}])
      const thread = slack.messages(general)[0]?.ts
      assert.strictEqual(event.conversation.id, `${slack.team.id}-${general.id}-${thread}`)
      assert.deepEqual(act.answers(), [])
      yield* reply(event, Words.expired, true)
      const [told] = act.answers()
      assert.isTrue(told?.ephemeral)
      assert.include(told?.shown, Words.expired)
      assert.include(slack.transcript(general), "[Allow once]")
    })
  )

  live("choices travel as places: by button, from a list, several at once, and in one's own words", () =>
    Effect.gen(function* () {
      const { ann, events, general, last, pressed, show, slack } = yield* started()
      const root = last(general)
      yield* show(root, "scout has a question", [question("a1", false, ["tabs", "spaces"])])
      ann.presses(general, "spaces")
      assert.deepEqual((yield* pressed).value, { "#0": ["#1"] })

      const many = Array.from({ length: 30 }, (_, index) => `option ${index}`)
      yield* show(root, "another", [question("a2", false, many)])
      ann.chooses(general, "which one?", "option 17")
      assert.deepEqual((yield* pressed).value, { "#0": ["#17"] })

      yield* show(root, "several", [question("a3", true, ["red", "green", "blue"])])
      const boxes = last(general)
      const nothing = ann.presses(general, "Answer")
      assert.include((yield* nothing.answer).shown, "nothing is ticked yet")
      const list = JSON.stringify(boxes.blocks).match(/"action_id":"(o1\.tick[^"]+)"/)?.[1] ?? assert.fail("no boxes")
      yield* ann.chooses(general, { actionId: list }, ["blue", "red"]).acknowledged
      assert.deepEqual(events, [])
      ann.presses(general, "Answer")
      const several = yield* pressed
      assert.deepEqual([several.target, several.value], ["a3", { "#0": ["#0", "#2"] }])

      const form = yield* ann.presses(general, "Other…", boxes).view
      ann.submits(form, { "your answer": " none of them \n" })
      const free = yield* pressed
      assert.deepEqual([free.action, free.value], ["choose", { "#0": ["none of them"] }])
      assert.strictEqual(free.conversation.id, `${slack.team.id}-${general.id}-${root.ts}`)

      yield* show(root, "scout has a plan", [
        { _tag: "Button", action: "revise", target: "a4", label: "Revise", tone: "plain" },
        { _tag: "Rating", target: "t1" }
      ])
      const why = yield* ann.presses(general, "Revise").view
      ann.submits(why, { "what to change": "shorter" })
      assert.deepEqual((yield* pressed).value, { feedback: ["shorter"] })
      ann.presses(general, "Not helpful")
      const rated = yield* pressed
      assert.deepEqual([rated.action, rated.target], ["unhelpful", "t1"])
    })
  )

  live("a form that could not be opened in time is told of", () =>
    Effect.gen(function* () {
      const { ann, general, last, show, slack } = yield* started()
      yield* show(last(general), "scout has a plan", [
        { _tag: "Button", action: "revise", target: "a4", label: "Revise", tone: "plain" }
      ])
      slack.settings.triggerMillis = -1
      const act = ann.presses(general, "Revise")
      assert.include((yield* act.answer).shown, "that took too long: do it again")
    })
  )

  live("a question about a message is asked in that message's thread, with what it says", () =>
    Effect.gen(function* () {
      const { ann, commanded, events, general, reply, slack } = yield* started()
      const bob = slack.person("bob")
      const said = bob.says(general, `the build is red\nsince ${ann.mention} & co merged`)
      const below = bob.says(general, "see the log", { thread: said, files: [{ name: "log.txt", content: "x" }] })
      const text = "who did it?\n\nbob wrote:\n> the build is red\n> since @ann & co merged"
      const form = yield* ann.shortcut("Ask agent about this", said).view
      ann.submits(form, { "your question": "who did it?" })
      const event = yield* commanded
      const thread = `${slack.team.id}-${general.id}-${said.ts}`
      assert.deepEqual([event.command, event.args, String(event.conversation.id)], ["ask", { text }, thread])
      assert.match(slack.transcript(general), /\n {2,}.*ann asks about what bob wrote \(https?:.*\): who did it\?/)

      const second = yield* ann.shortcut("Ask agent about this", below).view
      ann.submits(second, { "your question": "why?" })
      const about = yield* commanded
      assert.strictEqual(String(about.conversation.id), thread)
      assert.deepEqual(about.args, { text: "why?\n\nbob wrote:\n> see the log\nattached: log.txt" })
      yield* reply(about, Words.notAllowed("talk"), true)
      assert.notInclude(slack.transcript(general), ": why?")
      assert.deepEqual(events, [])
    })
  )

  live("a page of one's own shows what its person may see", () =>
    Effect.gen(function* () {
      const overview: Overview = { agents: [{ name: "scout", description: "reads the code" }], running: [] }
      const { ann, slack } = yield* started({
        overview: (conversation, person) =>
          Effect.succeed(conversation.kind === "direct" && person.name === "ann" ? overview : undefined)
      })
      const eve = slack.person("eve")
      ann.opensMessages()
      for (const person of [ann, eve]) person.opensHome()
      yield* slack.until("both pages", () => ann.home() !== "" && eve.home() !== "")
      assert.include(ann.home(), "reads the code")
      assert.include(eve.home(), "you may not talk to agents here")
      assert.strictEqual(slack.counts().requests["views.publish"], 2)
    })
  )
})

/** Signed requests in place of sockets, to the unmodified HTTP receiver of Bolt. */
import { assert, describe, it } from "@effect/vitest"
import { HTTPReceiver } from "@slack/bolt"
import { Effect } from "effect"
import { freePort } from "../FreePort.ts"
import { toldOf } from "../Waiting.ts"
import { makeFakeSlack } from "./FakeSlack.ts"
import { quiet, startBolt } from "./RealBolt.ts"
import { signatureOf } from "./Requests.ts"

const makeRig = Effect.gen(function* () {
  const slack = yield* makeFakeSlack({ settings: { retryMillis: [0, 10, 20] } })
  const heard = toldOf<string>(slack.world)
  const port = yield* freePort
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: quiet })
  yield* startBolt(
    slack,
    (app) => {
      app.message(async ({ context, message }) => {
        heard.push(
          `${"text" in message ? message.text : ""} ${context.retryNum ?? 0} ${context.retryReason ?? ""}`.trim()
        )
      })
      app.command("/orc", async ({ ack, command }) => {
        await ack({ text: `${command.user_name} wants ${command.text}`, response_type: "in_channel" })
      })
      app.shortcut("ask_agent", async ({ ack }) => void (await ack()))
    },
    { receiver },
    port
  )
  slack.http.to(`http://127.0.0.1:${port}/slack/events`)
  return { slack, heard, ann: slack.person("ann"), general: slack.channel("general"), port }
})

describe("requests of the loopback Slack", () => {
  it.live("the address proves itself; events, commands and shortcuts arrive", () =>
    Effect.gen(function* () {
      const { ann, general, heard, slack } = yield* makeRig
      assert.isTrue(yield* Effect.promise(slack.http.verify))
      assert.strictEqual(yield* Effect.promise(slack.http.sslCheck), 200)
      const said = ann.says(general, "hello")
      yield* slack.until("the event", () => heard.includes("hello 0"))
      const { text } = yield* ann.command(general, "/orc", "it & more").answer
      assert.strictEqual(text, "ann wants it & more")
      yield* ann.shortcut("ask_agent", said).acknowledged
      assert.strictEqual(
        slack.transcript(general),
        ["ann: hello", "Orchestrator [APP]: ann wants it & more"].join("\n")
      )
    })
  )

  it.live("what is signed wrongly, or long ago, is refused by the receiver", () =>
    Effect.gen(function* () {
      const { heard, slack } = yield* makeRig
      const body = JSON.stringify({ type: "event_callback", event: { type: "message" } })
      const status = (signing: object) =>
        Effect.promise(() => slack.http.post(body, "application/json", signing).then((response) => response.status))
      assert.strictEqual(yield* status({ secret: "another" }), 401)
      assert.strictEqual(yield* status({ ageSeconds: 301 }), 401)
      assert.deepStrictEqual(heard, [])
      // The example of Slack's own documentation.
      const example =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
      assert.strictEqual(
        signatureOf("8f742231b10e8888abcd99yyyzzz85a5", 1_531_420_618, example),
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
      )
    })
  )

  it.live("what cannot be delivered comes again, with its number and reason", () =>
    Effect.gen(function* () {
      const { ann, general, heard, port, slack } = yield* makeRig
      slack.http.to("http://127.0.0.1:1/nobody")
      ann.says(general, "anyone?")
      slack.http.to(`http://127.0.0.1:${port}/slack/events`)
      yield* slack.until("the next attempt", slack.events.settled)
      assert.deepStrictEqual(heard, ["anyone? 1 connection_failed"])
      slack.http.to(`http://127.0.0.1:${port}/nowhere`)
      ann.says(general, "and now?")
      yield* slack.until("the last attempt", slack.events.settled)
      assert.deepInclude(slack.events.sent[1], {
        acked: false,
        attempts: 4,
        failures: Array.from({ length: 4 }, () => "http_error")
      })
    })
  )
})

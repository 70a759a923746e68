/** `orchestrator start` on the real claude and a loopback Slack, over Socket Mode or HTTP. */
import { Effect } from "effect"
import { appManifest, paths } from "../../src/adapters/chat/slack/setup/AppManifest.ts"
import { freePort } from "../support/FreePort.ts"
import { makeFakeSlack } from "../support/slack/FakeSlack.ts"
import { reach } from "../support/slack/SlackWalk.ts"
import { messageLines } from "../support/slack/Transcript.ts"
import type { Message } from "../support/slack/World.ts"
import { makeStartedService } from "./StartedService.ts"

/** The service runs, and ann, the owner, sits before a channel that is bound to scout. */
export const makeOnSlack = Effect.fnUntraced(function* (options: { readonly transport: "socket" | "http" }) {
  const http = options.transport === "http"
  const slack = yield* makeFakeSlack({ manifest: appManifest() })
  const general = slack.channel("general")
  const ann = slack.person("ann")
  const listen = `127.0.0.1:${yield* freePort}`
  const service = yield* makeStartedService({
    config: [
      `platforms:\n  slack: {listen: "${listen}"}`,
      `access:\n  owners: [{platform: slack, user: "${ann.id}"}]`,
      `bindings: [{platform: slack, conversation: "${general.id}", agent: scout, trigger: all}]`
    ],
    environment: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_API_URL: slack.apiUrl,
      ...(http ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken })
    },
    listening: http
      ? reach(slack, `http://${listen}${paths.events}`)
      : slack.until("somebody who listens", () => slack.sockets.connected() === 2)
  })

  /** Messages of ours in the thread that hangs on this message, oldest first. */
  const shown = (root: Message) =>
    slack.messages(general).filter((message) => message.thread === root.ts && message.bot !== undefined)
  const textOf = (message: Message) => messageLines(slack.world, message).join("\n")

  return {
    ...service,
    slack,
    general,
    ann,
    shown,
    textOf,
    /** Until a message of ours in that thread contains the text; returns it. */
    sees: (root: Message, text: string) =>
      slack.until(`"${text}"`, () => shown(root).findLast((message) => textOf(message).includes(text))),
    /** Until the thread's agent session waits for people again. */
    settled: (root: Message) =>
      slack.until(`the end of "${root.text.slice(0, 30)}"`, () =>
        slack.transcript(general).includes(": active)") &&
        slack.world.sessions.get(`${general.id}/${root.ts}`)?.status !== "processing"
          ? true
          : undefined
      )
  }
})

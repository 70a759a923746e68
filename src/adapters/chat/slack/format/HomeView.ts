/**
 * A person's own page in Slack (App Home): what waits for them first, then what runs, whom they may talk to, and how. Pure;
 * at most 100 blocks, everything foreign escaped.
 */
import type { ContextBlock, HeaderBlock, HomeView, KnownBlock, SectionBlock } from "@slack/types"
import type { Conversation } from "../../../../core/model/Conversation.ts"
import type { Overview } from "../../../../core/ports/Intake.ts"
import * as Words from "../../../../core/render/Words.ts"
import { addressOf } from "../Address.ts"
import { slack } from "../Place.ts"
import { plainText } from "./Controls.ts"
import { escapeEntities, escapeMrkdwn, plainTitle } from "./Escapes.ts"

type Running = Overview["running"][number]

const mostWaiting = 20
const mostRunning = 10
const mostAgents = 30
const longestText = 150
const longestDescription = 300
const mostAsks = 3

const header = (text: string): HeaderBlock => ({ type: "header", text: plainText(text) })
const section = (text: string): SectionBlock => ({ type: "section", text: { type: "mrkdwn", text, verbatim: true } })
const context = (text: string): ContextBlock => ({
  type: "context",
  elements: [{ type: "mrkdwn", text, verbatim: true }]
})

const foreign = (text: string, most: number): string => escapeMrkdwn(plainTitle(text, most))

const addressIn = ({ id, platform }: Conversation): string | undefined => {
  if (platform !== slack) return undefined
  const { channel, team } = addressOf(id)
  const query = `team=${encodeURIComponent(team)}&channel=${encodeURIComponent(channel)}`
  return `<${escapeEntities(`https://slack.com/app_redirect?${query}`)}|open>`
}

const facts = ({ by, conversation, since }: Running, now: number): string =>
  Words.facts(
    `asked by ${foreign(by, 60)}`,
    Words.duration(now - since),
    conversation.kind === "direct" ? "in a direct message" : undefined,
    addressIn(conversation)
  )

const turnBlocks = (turn: Running, now: number): ReadonlyArray<KnownBlock> => {
  const waits = turn.waitsFor.slice(0, mostAsks).map((what) => foreign(what, longestText))
  const asked = foreign(turn.text, longestText)
  return [
    section([`*${foreign(turn.agent, 60)}* ${asked}`, ...waits.map((what) => `• ${what}`)].join("\n")),
    context(facts(turn, now))
  ]
}

/** A list under its title, and how many are not in it. */
const listed = <A>(
  title: string,
  all: ReadonlyArray<A>,
  most: number,
  blocksOf: (one: A) => ReadonlyArray<KnownBlock>
): ReadonlyArray<KnownBlock> =>
  all.length === 0
    ? []
    : [
        header(title),
        ...all.slice(0, most).flatMap(blocksOf),
        ...(all.length > most ? [context(`… ${Words.count(all.length - most, "more", "more")}`)] : [])
      ]

const agentBlocks = ({ description, model, name }: Overview["agents"][number]): ReadonlyArray<KnownBlock> => {
  const title = Words.facts(`*${foreign(name, 60)}*`, model === undefined ? undefined : foreign(model, 60))
  return [section([title, foreign(description, longestDescription)].filter((line) => line !== "").join("\n"))]
}

const howToTalk =
  "write a direct message, or mention the app in a channel · begin with @ and a name to choose an agent · " +
  "/orc help shows every command"
const noAgents = "there are no agents yet: /orc agent create makes one"
const nothingRuns = "nothing runs, and nothing waits for you"

const blocksOf = (overview: Overview, now: number): ReadonlyArray<KnownBlock> => {
  const waiting = overview.running.filter(({ waitsFor }) => waitsFor.length > 0)
  const running = overview.running.filter(({ waitsFor }) => waitsFor.length === 0)
  const cost = overview.costTodayUsd
  return [
    ...listed("Waiting for you", waiting, mostWaiting, (turn) => turnBlocks(turn, now)),
    ...listed("Running", running, mostRunning, (turn) => turnBlocks(turn, now)),
    ...(overview.running.length === 0 ? [section(nothingRuns)] : []),
    ...listed("Agents", overview.agents, mostAgents, agentBlocks),
    ...(overview.agents.length === 0 ? [section(noAgents)] : []),
    ...(cost === undefined ? [] : [context(`${Words.money(cost)} today, everyone together`)]),
    context(howToTalk)
  ]
}

/** `now` in epoch milliseconds; nothing is known for somebody who may not talk. */
export const homeView = (overview: Overview | undefined, now: number): HomeView => ({
  type: "home",
  blocks: overview === undefined ? [section(Words.notAllowed("talk"))] : [...blocksOf(overview, now)]
})

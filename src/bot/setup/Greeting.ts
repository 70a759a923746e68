/**
 * What the first agent's channel is told once there is an owner, and what this screen says at the end. Pure words.
 */
import type { Trigger } from "../../core/agents/Binding.ts"
import type { Agent } from "../../core/model/Agent.ts"

const howToTalk: Readonly<Record<Trigger, string>> = {
  mention: "mention the bot in a message to talk to it",
  all: "every message here is for it"
}

const asks: Readonly<Record<Agent["permissions"], string>> = {
  plan: "It reads and plans, and changes nothing.",
  ask: "It asks before it changes anything or runs a command.",
  "accept-edits": "It edits files by itself, and asks before it runs a command.",
  full: "It changes files and runs commands without asking."
}

export const examples = [
  "what is in this project, in five lines?",
  "which part of the code would you look at first, and why?",
  "write down how to run the tests, and show me before you save it"
]

/** Markdown. */
export const greeting = ({ name, permissions }: Agent, trigger: Trigger): string =>
  [
    `**${name}** answers here: ${howToTalk[trigger]}. ${asks[permissions]} Try one of these:`,
    ...examples.map((example) => `- ${example}`)
  ].join("\n")

export const nextSteps = (agent: string, place: string, configuration: string): string =>
  [
    "",
    `${agent} is at work in ${place}. what comes next:`,
    "",
    "  run it for good                orchestrator start",
    "  make an agent of your own      orchestrator agents create NAME",
    "  bind an agent elsewhere        in that place, by the bot's command /agent bind",
    `  let others talk and approve    access.allow in ${configuration}`,
    "  see what it costs              orchestrator cost",
    "  check everything               orchestrator doctor"
  ].join("\n")

/**
 * The app as Slack is told to make it: its page, its commands, what it may do and what it is told. Owns every name in it
 * that people see. Data alone; `config/slack-manifest.yaml` says the same for people.
 */
import { everyScope } from "./Scopes.ts"

export const appName = "Orchestrator"

/** What the shortcuts on a message are called in what Slack sends. */
export const askAbout = "ask_about"
export const runAsWorker = "run_as_worker"

/** Paths of the HTTP receiver. */
export const paths = {
  events: "/slack/events",
  install: "/slack/install",
  installed: "/slack/oauth_redirect"
} as const

const commands = [
  {
    command: "/orc",
    description: "Agents, sessions, costs: everything the bot can do",
    usage_hint: "help | status | stop | session list | cost"
  },
  { command: "/ask", description: "Ask an agent, in a thread of its own", usage_hint: "[@agent] your question" },
  { command: "/agent", description: "See, make and bind agents", usage_hint: "list | show NAME | create | bind NAME" },
  { command: "/worker", description: "Tasks that run beside the talk", usage_hint: "run TASK | list | cancel ID" }
]

/** What the bot is told of; the same whatever the transport. */
const botEvents = [
  "app_mention",
  "message.channels",
  "message.groups",
  "message.im",
  "message.mpim",
  "reaction_added",
  "app_home_opened",
  "agent_session_stopped",
  "app_uninstalled",
  "tokens_revoked"
]

/** Over Socket Mode, or over HTTP to a public address such as `https://bot.example.com`. */
export const appManifest = (address?: string) => {
  const url = address === undefined ? undefined : `${address.replace(/\/+$/, "")}${paths.events}`
  const request = url === undefined ? {} : { request_url: url }
  return {
    display_information: {
      name: appName,
      description: "Coding agents in your channels: each thread is a session with memory",
      background_color: "#1d2433"
    },
    features: {
      bot_user: { display_name: appName.toLowerCase(), always_online: true },
      agent_view: {
        agent_description:
          "Named AI agents that work in your code: mention the bot in a channel or write to it here. Each thread is a session with memory, and you are asked before anything is changed.",
        suggested_prompts: [
          { title: "Explain the project", message: "what is in this project, in five lines?" },
          { title: "Find a place to begin", message: "which part of the code would you look at first, and why?" },
          { title: "Write something down", message: "write down how to run the tests, and show me before you save it" }
        ]
      },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      slash_commands: commands.map((command) => ({
        ...command,
        ...(url === undefined ? {} : { url }),
        should_escape: true
      })),
      shortcuts: [
        {
          name: "Ask agent about this",
          type: "message",
          callback_id: askAbout,
          description: "Asks an agent about a message, in its thread"
        },
        {
          name: "Run as worker",
          type: "message",
          callback_id: runAsWorker,
          description: "Hands a message to a worker as its task"
        }
      ]
    },
    oauth_config: {
      ...(address === undefined ? {} : { redirect_urls: [`${address.replace(/\/+$/, "")}${paths.installed}`] }),
      scopes: { bot: everyScope.map(({ name }) => name) }
    },
    settings: {
      event_subscriptions: { ...request, bot_events: botEvents },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: false,
      socket_mode_enabled: address === undefined,
      token_rotation_enabled: false
    }
  }
}

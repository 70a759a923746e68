/**
 * What the application's manifest says: events, commands, shortcuts, scopes. Owns the reading of it and one that asks for
 * everything the server knows, for tests that bring none of their own.
 */
import { type Json, listOf, recordOf, textOf } from "../Json.ts"

export interface Command {
  /** `/orc` */
  readonly command: string
  readonly description: string
  readonly shouldEscape: boolean
}

export interface Shortcut {
  readonly name: string
  readonly callbackId: string
  readonly type: "message" | "global"
}

export interface Manifest {
  readonly botEvents: ReadonlyArray<string>
  readonly commands: ReadonlyArray<Command>
  readonly shortcuts: ReadonlyArray<Shortcut>
  readonly scopes: ReadonlyArray<string>
  readonly interactive: boolean
  readonly homeTab: boolean
  readonly messagesTab: boolean
  /** Declared as an agent: sessions and their stop button. */
  readonly agent: boolean
  readonly socketMode: boolean
}

const textsOf = (value: unknown): ReadonlyArray<string> => (Array.isArray(value) ? value.map(String) : [])

/** Reads what is written as `manifest.json` or `manifest.yaml`. */
export const readManifest = (manifest: Json): Manifest => {
  const features = recordOf(manifest.features)
  const settings = recordOf(manifest.settings)
  const home = recordOf(features.app_home)
  return {
    botEvents: textsOf(recordOf(settings.event_subscriptions).bot_events),
    commands: listOf(features.slash_commands).map(({ command, description, should_escape }) => ({
      command: textOf(command),
      description: textOf(description),
      shouldEscape: should_escape === true
    })),
    shortcuts: listOf(features.shortcuts).map(({ callback_id, name, type }) => ({
      name: textOf(name),
      callbackId: textOf(callback_id),
      type: type === "global" ? "global" : "message"
    })),
    scopes: textsOf(recordOf(recordOf(manifest.oauth_config).scopes).bot),
    interactive: recordOf(settings.interactivity).is_enabled === true,
    homeTab: home.home_tab_enabled === true,
    messagesTab: home.messages_tab_enabled === true && home.messages_tab_read_only_enabled !== true,
    agent: features.agent_view !== undefined || features.assistant_view !== undefined,
    socketMode: settings.socket_mode_enabled === true
  }
}

export const everything: Json = {
  display_information: { name: "Orchestrator" },
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
    bot_user: { display_name: "Orchestrator", always_online: true },
    agent_view: { agent_description: "agents" },
    slash_commands: [{ command: "/orc", description: "agents and what they do", should_escape: false }],
    shortcuts: [{ name: "Ask agent", type: "message", callback_id: "ask_agent", description: "ask an agent about it" }]
  },
  oauth_config: {
    scopes: {
      bot: [
        ...["app_mentions:read", "assistant:write", "channels:history", "channels:join", "channels:read"],
        ...["chat:write", "chat:write.customize", "commands", "files:read", "files:write", "groups:history"],
        ...["groups:read", "im:history", "im:read", "im:write", "mpim:history", "mpim:read", "reactions:read"],
        ...["reactions:write", "team:read", "usergroups:read", "users:read"]
      ]
    }
  },
  settings: {
    event_subscriptions: {
      bot_events: [
        ...["app_mention", "message.channels", "message.groups", "message.im", "message.mpim", "app_home_opened"],
        ...["agent_session_stopped", "message_stream_stopped", "reaction_added", "app_context_changed"]
      ]
    },
    interactivity: { is_enabled: true },
    socket_mode_enabled: true
  }
}

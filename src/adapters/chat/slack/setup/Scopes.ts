/**
 * What the bot may do in a workspace: exactly what this adapter uses, each with what it is used for. Owns that list; the
 * manifest asks for it, setup and doctor look whether it is there.
 */
export interface Scope {
  readonly name: string
  /** What goes with it, in a few words. */
  readonly why: string
  /** Without it nobody gets an answer, or not in a channel. */
  readonly vital: boolean
}

const vital = (name: string, why: string): Scope => ({ name, why, vital: true })
const courtesy = (name: string, why: string): Scope => ({ name, why, vital: false })

export const everyScope: ReadonlyArray<Scope> = [
  vital("app_mentions:read", "hears messages that mention the bot"),
  vital("chat:write", "answers, in messages that grow, and shows what an agent is doing"),
  courtesy("chat:write.customize", "agents speak under their own names and pictures"),
  courtesy("assistant:write", "the app is an agent: its page, sessions and suggested prompts"),
  courtesy("commands", "/orc, /ask, /agent, /worker and the message shortcuts"),
  vital("channels:history", "hears its threads in public channels, and what was said there while it was away"),
  courtesy("groups:history", "hears its threads in private channels"),
  vital("im:history", "hears direct messages"),
  courtesy("mpim:history", "hears group messages"),
  vital("channels:read", "knows public channels by name"),
  courtesy("groups:read", "knows private channels by name"),
  courtesy("im:read", "finds direct messages that were written while it was away"),
  courtesy("mpim:read", "finds group messages that were written while it was away"),
  courtesy("channels:join", "joins the public channel that is chosen in the setup"),
  courtesy("im:write", "answers in a direct message where nothing else can be seen"),
  courtesy("reactions:read", "a stop sign on a message stops what runs for it"),
  courtesy("reactions:write", "shows the state of a message where sessions have none"),
  courtesy("files:read", "takes in the files that people send"),
  courtesy("files:write", "sends long answers, diffs and files"),
  courtesy("users:read", "knows people by name"),
  courtesy("usergroups:read", "access can be given to user groups")
]

/** None when Slack did not say what a token may do. */
export const missingScopes = (granted: ReadonlyArray<string>): ReadonlyArray<Scope> =>
  granted.length === 0 ? [] : everyScope.filter(({ name }) => !granted.includes(name))

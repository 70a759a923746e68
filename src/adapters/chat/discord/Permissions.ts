/**
 * The permissions that this adapter uses, by their names in Discord's own settings, and which of them are missing
 * somewhere. Pure; knows nothing of how they are asked for.
 */
export interface Permission {
  readonly name: string
  readonly bit: bigint
  /** What does not work without it. */
  readonly otherwise: string
  /** Without it nothing works at all. */
  readonly vital: boolean
}

const permission = (name: string, shift: bigint, otherwise: string, vital = false): Permission => ({
  name,
  bit: 1n << shift,
  otherwise,
  vital
})

const viewChannels = permission("View Channels", 10n, "the bot sees nothing", true)

export const permissions: ReadonlyArray<Permission> = [
  viewChannels,
  permission("Send Messages", 11n, "the bot cannot answer", true),
  permission("Create Public Threads", 35n, "answers stand in the channel instead of a thread"),
  permission("Send Messages in Threads", 38n, "the bot cannot answer in threads"),
  permission("Manage Webhooks", 29n, "agents speak under the bot's own name and picture"),
  permission("Attach Files", 15n, "long answers, diffs and files are not sent"),
  permission("Read Message History", 16n, "what was said while the service was away is not read"),
  permission("Add Reactions", 6n, "messages get no sign that they were taken")
]

export const everyPermission: bigint = permissions.reduce((bits, { bit }) => bits | bit, 0n)

const administrator = 1n << 3n

/** In the order of the list. */
export const missingFrom = (granted: bigint): ReadonlyArray<Permission> => {
  if ((granted & administrator) !== 0n) return []
  // Where nothing can be seen Discord takes everything else away too, and giving that one back gives them all back.
  if ((granted & viewChannels.bit) === 0n) return [viewChannels]
  return permissions.filter(({ bit }) => (granted & bit) === 0n)
}

export interface Overwrite {
  /** Of a role or a member; the server's own id is everybody. */
  readonly id: string
  readonly allow: bigint
  readonly deny: bigint
}

export interface Holder {
  readonly user: string
  readonly guild: string
  readonly roles: ReadonlyArray<string>
  /** In the whole server. */
  readonly granted: bigint
}

/** What the holder may do in a channel with these overwrites: everybody's first, then the roles', then their own. */
export const grantedIn = ({ granted, guild, roles, user }: Holder, overwrites: ReadonlyArray<Overwrite>): bigint => {
  if ((granted & administrator) !== 0n) return granted
  const steps = [(id: string) => id === guild, (id: string) => roles.includes(id), (id: string) => id === user]
  return steps.reduce((bits, applies) => {
    const here = overwrites.filter(({ id }) => applies(id))
    const denied = here.reduce((all, { deny }) => all | deny, 0n)
    const allowed = here.reduce((all, { allow }) => all | allow, 0n)
    return (bits & ~denied) | allowed
  }, granted)
}

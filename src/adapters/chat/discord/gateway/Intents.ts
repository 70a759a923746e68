/**
 * Which events the gateway is asked for. Owns the list; what messages say is asked for only where the application may
 * have it, since Discord refuses the whole connection otherwise.
 */
const bits = {
  guilds: 1 << 0,
  guildMessages: 1 << 9,
  guildMessageReactions: 1 << 10,
  guildMessageTyping: 1 << 11,
  directMessages: 1 << 12,
  directMessageReactions: 1 << 13,
  directMessageTyping: 1 << 14
} as const

const messageContent = 1 << 15

const always = Object.values(bits).reduce((all, bit) => all | bit, 0)

export const intentsFor = (readsEverything: boolean): number => (readsEverything ? always | messageContent : always)

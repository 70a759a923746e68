/**
 * Discord's notation for people, roles, channels, emoji, commands and times, as a reader without Discord understands it.
 * Pure. Code stays as it was written: nothing in it is notation.
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import { tameName } from "../../../../core/chat/Cut.ts"

export interface Names {
  readonly user: (id: string) => string | undefined
  readonly role: (id: string) => string | undefined
  readonly channel: (id: string) => string | undefined
}

const code = /(```[\s\S]*?```|``[^\n]*?``|`[^`\n]+`)/
const notation =
  /<@!?(?<user>\d{1,20})>|<@&(?<role>\d{1,20})>|<#(?<channel>\d{1,20})>|<a?:(?<emoji>\w{2,32}):\d{1,20}>|<\/(?<command>[^:<>\n]{1,100}):\d{1,20}>|<t:(?<time>-?\d{1,13})(?::[tTdDfFsSR])?>/g

const written = (sign: string, name: string | undefined): string | undefined =>
  name === undefined ? undefined : `${sign}${tameName(name)}`

const dated = (seconds: string): string | undefined =>
  Option.getOrUndefined(Option.map(DateTime.make(Number(seconds) * 1000), DateTime.formatIso))

type Groups = Partial<Record<"user" | "role" | "channel" | "emoji" | "command" | "time", string>>

const spelled = ({ channel, command, emoji, role, time, user }: Groups, names: Names): string | undefined => {
  if (user !== undefined) return written("@", names.user(user))
  if (role !== undefined) return written("@", names.role(role))
  if (channel !== undefined) return written("#", names.channel(channel))
  if (emoji !== undefined) return `:${emoji}:`
  if (command !== undefined) return `/${command}`
  return time === undefined ? undefined : dated(time)
}

/** What nobody knows the name of stays as it is. */
export const readableText = (content: string, names: Names): string =>
  content
    .split(code)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(notation, (whole, ...rest) => {
            const groups: Groups = rest.at(-1)
            return spelled(groups, names) ?? whole
          })
    )
    .join("")

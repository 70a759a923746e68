/** Who may act in a channel: people of its workspace, who are in it from then on. */
import { impossible } from "./Controls.ts"
import type { Channel, Team, User } from "./World.ts"

export const enterChannel = (channel: Channel, team: Team, person: User): void => {
  if (channel.team !== team.id) impossible(`#${channel.name} is in another workspace`)
  if (channel.archived) impossible(`#${channel.name} is archived`)
  if (channel.kind === "im" && !channel.members.has(person.id)) impossible("that is somebody else's conversation")
  channel.members.add(person.id)
}

/** How people, channels, files and workspaces look on the wire. Pure. */
import type { Json } from "../Json.ts"
import type { Channel, FileEntry, Install, Team, User, UserGroup, World } from "./World.ts"

const seconds = (millis: number): number => Math.floor(millis / 1_000)

export const userPayload = (user: User): Json => ({
  id: user.id,
  team_id: user.team,
  name: user.name,
  deleted: user.deleted,
  real_name: user.realName,
  tz: "Europe/Amsterdam",
  tz_label: "Central European Time",
  tz_offset: 3_600,
  profile: {
    real_name: user.realName,
    real_name_normalized: user.realName,
    display_name: user.displayName,
    display_name_normalized: user.displayName,
    avatar_hash: "g0000000000",
    image_72: "https://example.org/72.png",
    team: user.team
  },
  is_admin: false,
  is_owner: false,
  is_primary_owner: false,
  is_restricted: user.guest,
  is_ultra_restricted: false,
  is_bot: user.bot,
  is_app_user: false,
  is_stranger: user.stranger,
  updated: seconds(Date.now())
})

export const channelPayload = (world: World, channel: Channel, viewer: string): Json => {
  if (channel.kind === "im") {
    return {
      id: channel.id,
      created: seconds(channel.created),
      is_archived: channel.archived,
      is_im: true,
      is_org_shared: false,
      user: [...channel.members].find((member) => member !== viewer) ?? viewer,
      context_team_id: channel.team
    }
  }
  const isPrivate = channel.kind !== "channel"
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !isPrivate,
    is_group: channel.kind === "group",
    is_im: false,
    is_mpim: channel.kind === "mpim",
    is_private: isPrivate,
    created: seconds(channel.created),
    creator: channel.creator,
    is_archived: channel.archived,
    is_general: channel.name === "general",
    is_shared: false,
    is_org_shared: false,
    is_ext_shared: [...channel.members].some((member) => world.users.get(member)?.stranger === true),
    is_member: channel.members.has(viewer),
    context_team_id: channel.team,
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
    num_members: channel.members.size
  }
}

export const filePayload = (world: World, file: FileEntry): Json => {
  const extension = /\.([a-z0-9]+)$/i.exec(file.name)?.[1] ?? "text"
  const at = `${world.origin}/files-pri/${file.team}-${file.id}`
  return {
    id: file.id,
    created: seconds(file.created),
    timestamp: seconds(file.created),
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: extension,
    pretty_type: extension,
    user: file.user,
    user_team: file.team,
    editable: false,
    size: file.data?.byteLength ?? file.length,
    mode: "hosted",
    is_external: false,
    external_type: "",
    is_public: true,
    public_url_shared: false,
    display_as_bot: false,
    username: "",
    url_private: `${at}/${encodeURIComponent(file.name)}`,
    url_private_download: `${at}/download/${encodeURIComponent(file.name)}`,
    permalink: `${world.origin}/files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
    has_rich_preview: false,
    file_access: "visible",
    channels: [...file.channels],
    groups: [],
    ims: []
  }
}

export const groupPayload = (group: UserGroup): Json => ({
  id: group.id,
  team_id: group.team,
  is_usergroup: true,
  name: group.handle,
  description: "",
  handle: group.handle,
  is_external: false,
  date_create: 0,
  date_update: 0,
  date_delete: 0,
  auto_type: null,
  user_count: group.members.size
})

export const botPayload = (world: World, install: Install): Json => ({
  id: install.botId,
  deleted: !install.active,
  name: install.bot.realName,
  updated: 0,
  app_id: world.app.id,
  user_id: install.bot.id,
  icons: { image_36: "https://example.org/36.png" }
})

export const teamPayload = (team: Team): Json => ({
  id: team.id,
  name: team.name,
  url: teamUrl(team),
  domain: team.domain,
  email_domain: "",
  icon: { image_default: true }
})

/** As auth.test tells it. */
export const teamUrl = (team: Team): string => `https://${team.domain}.slack.com/`

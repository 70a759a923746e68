/**
 * The address under which a person adds the bot to a server, with exactly the permissions that this adapter uses.
 */
import { everyPermission } from "../Permissions.ts"

export const inviteLink = (application: string): string => {
  const query = new URLSearchParams({
    client_id: application,
    scope: "bot applications.commands",
    permissions: everyPermission.toString(),
    // to a server, not to a person's own account
    integration_type: "0"
  })
  return `https://discord.com/oauth2/authorize?${query}`
}

/** Where the owner of the application sets what the bot may be told. */
export const portalPage = (application: string): string =>
  `https://discord.com/developers/applications/${application}/bot`

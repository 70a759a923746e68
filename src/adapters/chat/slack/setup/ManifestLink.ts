/**
 * The addresses at which a person makes the app and finds its tokens.
 */
import { appManifest } from "./AppManifest.ts"

const apps = "https://api.slack.com/apps"

/** As short as it can be: what a query may hold as it is stays as it is. */
const inQuery = (text: string): string =>
  encodeURIComponent(text).replace(/%(?:2C|2F|3A|3F|40)/g, (code) => decodeURIComponent(code))

/** One click away from the app, with everything that it needs filled in. */
export const manifestLink = (): string => `${apps}?new_app=1&manifest_json=${inQuery(JSON.stringify(appManifest()))}`

/** A page of the app's settings; the list of apps when it is not known which one it is. */
export const settingsPage = (
  app: string | undefined,
  page: "general" | "oauth" | "install-on-team" | "socket-mode"
): string => (app === undefined ? apps : `${apps}/${app}/${page}`)

/**
 * What no agent may ever see, even when its backend's configuration asks for it by name: the tokens of chat platforms,
 * addresses of databases, and the service's own settings.
 */
import { platformList } from "./PlatformList.ts"

/** Also of platforms that this version does not have: the variables may be set all the same. */
const platforms = ["DISCORD", "SLACK", ...platformList.map(({ name }) => name.toUpperCase())]
const owned = new RegExp(`^(${platforms.join("|")}|ORCHESTRATOR|npm)_`)
const databases = /(^|_)(DATABASE|POSTGRES|PG|REDIS|MONGO|MYSQL)[A-Z_]*$|_URI$|_DSN$/

export const withoutServiceSecrets = (
  environment: Readonly<Record<string, string>>
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !owned.test(name) && !databases.test(name)))

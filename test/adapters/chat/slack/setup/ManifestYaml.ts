/** The manifest as people paste it: YAML, each scope with what it is used for. */
import { Document, isScalar, isSeq } from "yaml"
import { appManifest } from "../../../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { everyScope } from "../../../../../src/adapters/chat/slack/setup/Scopes.ts"

const paste = "https://api.slack.com/apps, Create New App, From a manifest, YAML: paste this, then Next and Create."

const overSockets = ` The Slack app of The Orchestrator. "orchestrator setup slack" gives a link with the same in it. By hand:
 ${paste}
 Events come over Socket Mode: nothing of yours has to be reachable. Over HTTP: see slack-manifest-http.yaml.`

const overHttp = ` The Slack app of The Orchestrator with events over HTTP, which is also how many workspaces install one app.
 Write the address at which slack reaches this service for YOUR-HOST: its https leads to platforms.slack.listen.
 ${paste}`

export const manifestYaml = (address?: string): string => {
  const document = new Document(appManifest(address))
  const scopes = document.getIn(["oauth_config", "scopes", "bot"])
  if (isSeq(scopes)) {
    for (const scope of scopes.items) {
      const why = isScalar(scope) ? everyScope.find(({ name }) => name === scope.value)?.why : undefined
      if (isScalar(scope) && why !== undefined) scope.comment = ` ${why}`
    }
  }
  document.commentBefore = address === undefined ? overSockets : overHttp
  return document.toString({ lineWidth: 0, indentSeq: false })
}

/**
 * The whole service with its dashboard on a port of this machine, for people who come in over TCP: the owner, and those
 * whom the rules know. Its client is a folder of the test's.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Context, Effect, Layer } from "effect"
import { DashboardBuild } from "../../src/bot/DashboardBuild.ts"
import { localPerson } from "../../src/bot/LocalPerson.ts"
import type { Scope } from "../../src/core/control/protocol/Visitor.ts"
import { SignInLinks } from "../../src/core/control/SignInLinks.ts"
import { SignIns } from "../../src/core/control/SignIns.ts"
import { AuditLog } from "../../src/core/ports/AuditLog.ts"
import { personCalled } from "../core/control/Visitors.ts"
import { layerTestService, makeTestHome } from "../support/TestService.ts"
import { visit } from "../support/WebVisit.ts"

const config = `access:
  owners:
    - { platform: web, user: olga }
  allow:
    - { platform: web, user: ann, actions: [talk] }
    - { platform: web, user: ada, actions: [talk, administer] }
web:
  listen: 127.0.0.1:0
  hosts: [bots.example]
`

/** A built client, and beside it what nobody may read: by path, or by a link that somebody put there. */
const makeClient = Effect.acquireRelease(
  Effect.sync(() => {
    const root = mkdtempSync(join(tmpdir(), "orchestrator-client-"))
    const client = join(root, "dashboard")
    mkdirSync(join(client, "assets"), { recursive: true })
    writeFileSync(join(root, "secret.js"), "the secret")
    writeFileSync(join(client, "index.html"), "<!doctype html><title>the client</title>")
    writeFileSync(join(client, "theme.js"), "theme")
    writeFileSync(join(client, "assets", "index-1a2b.js"), "client".repeat(1000))
    symlinkSync(join(root, "secret.js"), join(client, "assets", "link.js"))
    symlinkSync(root, join(client, "out"))
    return { root, client }
  }),
  ({ root }) => Effect.sync(() => rmSync(root, { recursive: true, force: true }))
)

const make = Effect.gen(function* () {
  const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
  const { client } = yield* makeClient
  const services = yield* Layer.build(
    layerTestService({ home, platforms: [], config, tools: true }).pipe(
      Layer.provide(Layer.succeed(DashboardBuild, DashboardBuild.of({ folder: Effect.succeed(client) })))
    )
  )
  const links = Context.get(services, SignInLinks)
  const signIns = Context.get(services, SignIns)
  const origin = yield* links.origin
  const owner = yield* localPerson
  const person = (name: string) => (name === owner.name ? owner : personCalled(name))

  const linkFor = (name: string) => Effect.map(links.link(person(name)), ({ url }) => url)
  const codeFor = (name: string) => Effect.map(linkFor(name), (url) => new URL(url).searchParams.get("code") ?? "")
  const pressed = (code: string, headers: Readonly<Record<string, string>> = { origin }) =>
    visit(origin, "/login", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: `code=${code}`
    })

  return {
    origin,
    host: new URL(origin).host,
    home,
    owner: owner.name,
    linkFor,
    codeFor,
    /** The button of the link's page. */
    pressed,
    /** What a page says by which this person signed in. */
    browserOf: Effect.fnUntraced(function* (name: string) {
      const { headers } = yield* pressed(yield* codeFor(name))
      return {
        cookie: String(headers["set-cookie"]).split(";")[0] ?? "",
        "x-orchestrator-key": String(headers.location).split("#key=")[1] ?? ""
      }
    }),
    tokenOf: (name: string, scopes: ReadonlyArray<Scope>) =>
      signIns.makeToken({ name: "of a test", scopes, person: person(name) }),
    signIns,
    audit: Context.get(services, AuditLog)
  }
})

export class DashboardRig extends Context.Service<DashboardRig, Effect.Success<typeof make>>()("test/DashboardRig") {
  static readonly layer = Layer.effect(DashboardRig, make)
}

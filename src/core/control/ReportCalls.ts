/**
 * What was spent, how healthy the service is and who did what, as calls. Owns who sees how much of it: whoever sees the
 * fleet sees all costs and every check, others what they spent themselves; the whole audit log is for whoever administers,
 * everybody else finds their own acts in it.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import { Ledger } from "../ledger/Ledger.ts"
import { UserId } from "../model/Ids.ts"
import { AuditLog } from "../ports/AuditLog.ts"
import { Examination } from "../ports/Examination.ts"
import { Stage } from "../render/Stage.ts"
import { backendAbilities, chatAbilities } from "./AbilityWords.ts"
import { permits } from "./Permits.ts"
import { unavailable } from "./protocol/ControlError.ts"
import { type Ability, ReportRpcs } from "./protocol/ReportRpcs.ts"
import { webPlatformName } from "./WebConversation.ts"

export const reportCalls = Effect.gen(function* () {
  const { may, need, seesAll } = yield* permits
  const agents = yield* Agents
  const audit = yield* AuditLog
  const examination = yield* Examination
  const ledger = yield* Ledger
  const stage = yield* Stage

  const platforms = Effect.map(stage.connections, (running) =>
    examination.platforms.map(({ capabilities, name, title }): Ability => {
      const now = running.find(({ platform }) => platform === name)
      return {
        name,
        title,
        active: now !== undefined,
        capabilities: chatAbilities(capabilities),
        ...(now?.connection === undefined ? {} : { connection: now.connection })
      }
    })
  )

  /** Those in use are those that agents run on. */
  const backends = Effect.map(agents.all, (all) =>
    examination.backends.map(
      ({ capabilities, name, title }): Ability => ({
        name,
        title,
        active: all.some(({ backend }) => backend === name),
        capabilities: backendAbilities(capabilities)
      })
    )
  )

  return ReportRpcs.of({
    ReadCosts: Effect.fn("ReportCalls.ReadCosts")(
      function* ({ by, days }) {
        const person = yield* need("read")
        const all = yield* seesAll
        const own = all ? {} : { platform: webPlatformName, user: person.id }
        const { fleetDayUsd, from, lines, to, zone } = yield* ledger.series(by, days, own)
        const users = by === "user" ? [...new Set(lines.map(({ key }) => key))].map((key) => UserId.make(key)) : []
        const names = yield* audit.names(users)
        return {
          from,
          to,
          zone,
          lines,
          names: Object.fromEntries(names),
          limits: all && fleetDayUsd !== undefined ? { fleetDayUsd } : {}
        }
      },
      Effect.mapError((error) => (error._tag === "ControlError" ? error : unavailable(error)))
    ),

    ReadHealth: Effect.fn("ReportCalls.ReadHealth")(function* () {
      yield* need("read")
      const { startedAt, version } = examination
      return {
        at: yield* Clock.currentTimeMillis,
        version,
        startedAt,
        // they name paths and accounts of the machine
        checks: (yield* seesAll) ? yield* examination.checks : [],
        platforms: yield* platforms,
        backends: yield* backends
      }
    }),

    ReadAudit: Effect.fn("ReportCalls.ReadAudit")(function* ({ action, before, limit, search }) {
      const person = yield* need("read")
      const all = yield* may("administer")
      return yield* audit
        .read({
          limit,
          ...(before === undefined ? {} : { before }),
          ...(search === undefined ? {} : { search }),
          ...(action === undefined ? {} : { action }),
          ...(all ? {} : { by: { platform: webPlatformName, user: person.id } })
        })
        .pipe(Effect.mapError(unavailable))
    })
  })
})

/**
 * From the moment at which a CLI writes a word to the moment at which it stands in the page of somebody who watches, while
 * twenty sessions stream, and the owner and somebody who may only talk have the board open beside; and what a browser has to
 * fetch before it can show anything. The service is a process of its own, the pages real ones.
 */
import * as Effect from "effect/Effect"
import { chromiumPath, startChromium } from "../../browser/Chromium.ts"
import { makeDashboard } from "../../browser/Dashboard.ts"
import { type Benchmark, remarkOf, skipped } from "../Benchmark.ts"
import { stampingCli } from "../StampingCli.ts"
import { millis, quantile } from "../Statistics.ts"

const streams = 20
const everyMillis = 20
/** Until the page of the one that is watched is open. */
const beforeMillis = 4000
const most = { p50: 60, p99: 200, kilobytes: 250 }

/** What a page has and this process has not. */
declare const document: {
  readonly body: object
  readonly querySelector: (selector: string) => { readonly textContent: string } | null
}
declare class MutationObserver {
  constructor(look: () => void)
  observe(target: object, options: object): void
  disconnect(): void
}

/** Runs in the page: how late each stamp is when it is first there. */
const gatherLags = (last: string) =>
  new Promise<ReadonlyArray<number>>((resolve) => {
    const lags: Array<number> = []
    let latest = 0
    const look = () => {
      const now = performance.timeOrigin + performance.now()
      const text = document.querySelector("main")?.textContent ?? ""
      for (const [, stamp] of text.matchAll(/\bat=(\d+\.\d+)/g)) {
        const at = Number(stamp)
        if (at <= latest) continue
        latest = at
        lags.push(now - at)
      }
      if (!text.includes(last)) return
      watching.disconnect()
      resolve(lags)
    }
    const watching = new MutationObserver(look)
    watching.observe(document.body, { childList: true, subtree: true, characterData: true })
    look()
  })

/** Runs in the page: begins a session by the API for scripts, as the person who is signed in. */
const begin = async (text: string): Promise<string> => {
  const answer = await fetch("/api/v1/sessions", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-orchestrator": "1",
      "x-orchestrator-key": localStorage.getItem("sign-in-key") ?? ""
    },
    body: JSON.stringify({ agent: "scout", text })
  })
  const begun: unknown = await answer.json()
  if (typeof begun === "object" && begun !== null && "session" in begun) return String(begun.session)
  throw new Error(`no session was begun: ${JSON.stringify(begun)}`)
}

const measure = (deltas: number) =>
  Effect.gen(function* () {
    const cli = JSON.stringify(process.execPath)
    const dashboard = yield* makeDashboard({
      agents: { scout: { keys: "backend: claude\n", persona: "You answer." } },
      config: [
        `backends: {claude: {command: ${cli}, args: [${JSON.stringify(stampingCli)}]}}`,
        "access: {allow: [{platform: web, user: cleo, actions: [talk]}]}"
      ]
    })
    const browser = yield* startChromium
    const { page } = yield* dashboard.open(browser)
    const cleo = yield* dashboard.open(browser, { as: "cleo" })
    return yield* Effect.promise(async () => {
      let firstLoad = 0
      const network = await page.context().newCDPSession(page)
      await network.send("Network.enable")
      await network.send("Network.setCacheDisabled", { cacheDisabled: true })
      network.on("Network.loadingFinished", ({ encodedDataLength }) => {
        firstLoad += encodedDataLength
      })
      await page.goto(dashboard.url(), { waitUntil: "networkidle" })
      await network.detach()
      const order = (wanted: number) => JSON.stringify({ deltas: wanted, every: everyMillis, after: beforeMillis })
      const [watched = ""] = await Promise.all(
        Array.from({ length: streams }, (_, index) => page.evaluate(begin, order(index === 0 ? deltas : deltas + 100)))
      )
      const board = await page.context().newPage()
      await Promise.all([board.goto(dashboard.url()), cleo.page.goto(dashboard.url())])
      await page.bringToFront()
      await page.goto(`${dashboard.url()}/sessions/${encodeURIComponent(watched)}`)
      const lags = await page.evaluate(gatherLags, "scout ·")
      return { lags, firstLoad }
    })
  }).pipe(Effect.scoped)

export const webStreams: Benchmark = {
  name: "web-streams",
  promise: `event -> DOM with ${streams} live streams: p50 <= ${most.p50} ms, p99 <= ${most.p99} ms; first load <= ${most.kilobytes} KB`,
  measure: async ({ smoke }) => {
    if (chromiumPath === undefined) return skipped("no Chromium on this machine")
    const { firstLoad, lags } = await Effect.runPromise(measure(smoke ? 100 : 1000))
    const p50 = quantile(lags, 0.5)
    const p99 = quantile(lags, 0.99)
    const kilobytes = firstLoad / 1000
    const held = p50 <= most.p50 && p99 <= most.p99 && kilobytes <= most.kilobytes
    return {
      measured: `p50 ${millis(p50)}, p99 ${millis(p99)}; first load ${kilobytes.toFixed(0)} KB`,
      held,
      remark: remarkOf(
        held,
        `${lags.length} words of one of ${streams} sessions at 50 words/s each; one frame of the screen is 16.7 ms`,
        "browser, service and twenty CLIs share the cores of this machine"
      ),
      figures: { p50Millis: p50, p99Millis: p99, firstLoadKilobytes: kilobytes }
    }
  }
}

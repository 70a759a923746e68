/**
 * The service as a page's test wants it, in the place of the socket: `vi.mock(".../live/Wire.ts", () => import("./FakeWire.ts"))`.
 * A call that no test has put there is never answered.
 */
import { Context, Effect, Layer, ManagedRuntime, Stream } from "effect"

type Call = (payload: never) => unknown

export const service: Record<string, Call> = {}

/** How often each call was made. */
export const calls = new Map<string, number>()

export const forgetService = (): void => {
  for (const name of Object.keys(service)) delete service[name]
  calls.clear()
}

const silence = (name: string) => (name.startsWith("Watch") || name.startsWith("Follow") ? Stream.never : Effect.never)

const front = new Proxy<Record<string, Call>>(service, {
  get: (known, name) => (payload: never) => {
    calls.set(String(name), (calls.get(String(name)) ?? 0) + 1)
    return known[String(name)]?.(payload) ?? silence(String(name))
  }
})

export class Wire extends Context.Service<Wire, Record<string, Call>>()("test/client/Wire") {}

export const wire = ManagedRuntime.make(Layer.succeed(Wire, front))

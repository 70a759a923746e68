/**
 * The price list: `prices.yaml` beside the configuration file, else the product's own.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import { parse } from "yaml"
import { Prices } from "../core/ledger/Prices.ts"
import { Startup } from "./Startup.ts"

export class PricesError extends Schema.TaggedError<PricesError>()("PricesError", {
  file: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `${this.file}: ${this.detail}; compare it with config/prices.yaml of the product`
  }
}

export const loadPrices = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { file, product } = yield* Startup
  const own = path.join(product, "config", "prices.yaml")
  const beside = file === undefined ? own : path.join(path.dirname(file), "prices.yaml")
  const chosen = (yield* Effect.orElseSucceed(fs.exists(beside), () => false)) ? beside : own
  const fail = (cause: unknown) => new PricesError({ file: chosen, detail: String(cause) })
  const text = yield* Effect.mapError(fs.readFileString(chosen), fail)
  const values = yield* Effect.try({ try: () => parse(text) as unknown, catch: fail })
  return yield* Schema.decodeUnknownEffect(Prices)(values).pipe(Effect.mapError(fail))
})

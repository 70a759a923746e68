/**
 * What a dashboard may ask about the fleet as a whole.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { boards } from "./Boards.ts"
import { permits } from "./Permits.ts"
import { BoardRpcs } from "./protocol/BoardRpcs.ts"

export const boardCalls = Effect.gen(function* () {
  const board = yield* boards
  const permit = yield* permits
  return BoardRpcs.of({
    WatchBoard: () => Stream.unwrap(Effect.as(permit.need("read"), board))
  })
})

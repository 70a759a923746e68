/** A service whose agents go without its tools: nothing listens. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ToolEndpoint } from "../../src/core/toolbox/ToolEndpoint.ts"

export const layerWithoutTools = Layer.effectDiscard(Effect.flatMap(ToolEndpoint, ({ served }) => served(undefined)))

/** How a page says the key that stands beside its cookie. Pure, and light enough for whoever only has to hide it. */

/** Of every request but a socket's. */
export const keyHeader = "x-orchestrator-key"

/** Of a socket, which cannot be given headers: it offers the key as one of the protocols that it speaks. */
export const keyProtocol = /(?:^|,) *key-([0-9a-f]{64}) *(?:,|$)/

/** Where it stands, in lower case. */
export const keyHeaders: ReadonlyArray<string> = [keyHeader, "sec-websocket-protocol"]

/**
 * A request whose socket ends when nothing is heard on it any more: whoever closed a laptop says no farewell, and what they
 * watched would be watched for as long as the service runs. Owns how long silence may last.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Socket from "effect/socket/Socket"

/** Pages say every five seconds that they are there; of those that nobody sees browsers make that once a minute. */
const longestSilence = Duration.minutes(3)

const silent = new Socket.SocketError({
  reason: new Socket.SocketCloseError({ code: 1001, closeReason: "nothing was heard" })
})

const lively = (socket: Socket.Socket): Socket.Socket =>
  Socket.make({
    writer: socket.writer,
    reader: Effect.map(socket.reader, (reader) => ({
      ...reader,
      pull: Effect.timeoutOrElse(reader.pull, { duration: longestSilence, orElse: () => Effect.fail(silent) })
    }))
  })

export const withLivelySocket = (request: HttpServerRequest.HttpServerRequest): HttpServerRequest.HttpServerRequest =>
  new Proxy(request, {
    get: (target, name) => (name === "upgrade" ? Effect.map(target.upgrade, lively) : Reflect.get(target, name, target))
  })

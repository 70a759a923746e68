/**
 * `orchestrator login`: a link to the dashboard of the running service that lets a person in once. Whoever may run commands
 * here owns the service, so that without a name it is the owner's; with one it carries nothing but that name.
 */
import * as Console from "effect/Console"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { SignInName } from "../../core/control/protocol/PeopleRpcs.ts"
import type { Person } from "../../core/model/Conversation.ts"
import { UserId } from "../../core/model/Ids.ts"
import { controlClient } from "../ControlSocket.ts"
import { localPerson } from "../LocalPerson.ts"
import { UsageError } from "../ReportError.ts"
import { layerMachine } from "../Service.ts"
import { Startup } from "../Startup.ts"

const isName = Schema.is(SignInName)

const invited = Effect.fnUntraced(function* (name: string, owner: Person) {
  if (!isName(name)) {
    return yield* new UsageError({
      detail: "a name is of small letters, digits, dots and dashes, such as ann or ann.b"
    })
  }
  if (name === owner.id) {
    return yield* new UsageError({ detail: "that is your own name; your own link: orchestrator login" })
  }
  const person: Person = { id: UserId.make(name), name, roles: [] }
  return person
})

/** The same link under the names by which others reach this machine. */
const elsewhere = (url: string, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const { pathname, search } = new URL(url)
  return names.map((name) => `  for others: https://${name}${pathname}${search}`)
}

export const login = Command.make(
  "login",
  {
    name: Argument.String("name").pipe(
      Argument.withDescription("Who is let in, by the name that access.allow knows them by; you unless given"),
      Argument.optional
    )
  },
  Effect.fn("login")(function* ({ name }) {
    yield* Effect.gen(function* () {
      const owner = yield* localPerson
      const person = Option.isNone(name) ? owner : yield* invited(name.value, owner)
      const { config } = yield* Startup
      const { url } = yield* (yield* controlClient).LinkIn({ person })
      const may = Option.isNone(name) ? "" : `what ${person.name} may do: access.allow with platform web\n`
      yield* Console.log([url, ...elsewhere(url, config.web.hosts)].join("\n"))
      yield* Console.error(`${may}it works once, within 15 minutes`)
    }).pipe(Effect.scoped, Effect.provide(layerMachine({ quiet: true })))
  })
).pipe(
  Command.withDescription("Prints a link that signs you in to the dashboard once"),
  Command.withExamples([
    { command: "orchestrator login", description: "a link for yourself" },
    { command: "orchestrator login ann", description: "a link for somebody else" }
  ])
)

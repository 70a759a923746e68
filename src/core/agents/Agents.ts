/**
 * The registry of agents: loads the folders, watches them, and keeps the last good version of a file that broke. Owns
 * the agents made at run time, which it writes only into its own folder. Who answers where is in `Bindings`.
 */
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import type { Agent } from "../model/Agent.ts"
import { AgentName } from "../model/Ids.ts"
import { joinAgentFile, splitAgentFile } from "./AgentFile.ts"
import { type AgentFoldersSettings, readFolders, readSource } from "./AgentFolders.ts"
import {
  AgentsError,
  CannotWrite,
  ChangedMeanwhile,
  DisabledByProblems,
  InvalidAgent,
  NameTaken,
  NotOurs,
  UnknownAgent
} from "./AgentsError.ts"
import { type AgentEntry, type AgentSource, type AgentsSnapshot, assemble, emptySnapshot } from "./AgentsSnapshot.ts"
import { fileVersion } from "./FileVersion.ts"
import { Frontmatter } from "./Frontmatter.ts"
import { nearest } from "./Nearest.ts"
import type { Problem } from "./Problem.ts"

/** Keys of an agent file with their values; undefined removes a key. */
export type AgentKeys = Readonly<Record<string, Schema.Json | undefined>>

const refuse = (reason: AgentsError["reason"]) => new AgentsError({ reason })

const isName = Schema.is(AgentName)

const make = Effect.fnUntraced(function* (settings: AgentFoldersSettings) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const frontmatter = yield* Frontmatter
  const services = yield* Effect.context<FileSystem.FileSystem | Path.Path | Frontmatter | Digest.Digest>()
  const snapshots = yield* SubscriptionRef.make(emptySnapshot)
  const snapshot = SubscriptionRef.get(snapshots)
  const oneAtATime = (yield* Semaphore.make(1)).withPermit
  const cannotWrite = (file: string) => (cause: unknown) => refuse(new CannotWrite({ file, cause }))

  yield* fs
    .makeDirectory(settings.own, { recursive: true, mode: 0o700 })
    .pipe(Effect.mapError(cannotWrite(settings.own)))

  const load = Effect.gen(function* () {
    const before = yield* snapshot
    const { sources, problems } = yield* readFolders(settings)
    const after = assemble(sources, problems, before)
    if (!Equal.equals(before, after)) yield* SubscriptionRef.set(snapshots, after)
    return after
  }).pipe(Effect.provideContext(services))

  /** The file that speaks for the name, whether it is good or broken. */
  const fileOf = (name: string) =>
    Effect.map(
      snapshot,
      ({ agents, disabled }) =>
        agents.find((each) => each.agent.name === name) ?? disabled.find((each) => each.name === name)
    )

  const entry = Effect.fnUntraced(function* (name: string) {
    const { agents, disabled } = yield* snapshot
    const found = agents.find((each) => each.agent.name === name)
    if (found !== undefined) return found
    const off = disabled.find((each) => each.name === name)
    if (off !== undefined) {
      const problems = off.problems.filter((problem) => problem.severity === "error")
      return yield* refuse(new DisabledByProblems({ name, problems }))
    }
    const near = nearest(
      name,
      agents.map((each) => each.agent.name)
    )
    return yield* refuse(new UnknownAgent(near === undefined ? { name } : { name, near }))
  })

  /** Reads the text as the file it would become. */
  const examine = Effect.fnUntraced(function* (name: string, text: string) {
    const before = yield* fileOf(name)
    const file = before?.own === true ? before.file : path.join(settings.own, `${name}.md`)
    const source = yield* readSource(settings, file, text).pipe(Effect.provideContext(services))
    const { agent, written } = source
    if (agent === undefined || source.name === name) return { file, agent, written, problems: source.problems }
    const renamed = `found "${source.name}"; expected "${name}": to rename it, create another agent`
    const problem: Problem = { file: source.shown, key: "name", text: renamed, severity: "error" }
    return { file, agent: undefined, written, problems: [...source.problems, problem] }
  })

  /** Checks the text, then puts it there in one step. */
  const store = Effect.fnUntraced(function* (name: string, text: string) {
    const { agent, file, problems } = yield* examine(name, text)
    if (agent === undefined) {
      return yield* refuse(new InvalidAgent({ problems: problems.filter(({ severity }) => severity === "error") }))
    }
    const draft = path.join(settings.own, `.${name}.md.new`)
    yield* fs.writeFileString(draft, text, { mode: 0o600 }).pipe(
      Effect.andThen(fs.rename(draft, file)),
      Effect.tapError(() => fs.remove(draft, { force: true }).pipe(Effect.ignore)),
      Effect.mapError(cannotWrite(file))
    )
    yield* load
    return agent
  })

  const text = Effect.fnUntraced(function* (head: string, keys: AgentKeys, persona: string, shown: string) {
    const written = frontmatter.write(head, keys)
    if (Result.isSuccess(written)) return joinAgentFile(written.success, persona)
    const { line, text } = written.failure
    return yield* refuse(
      new InvalidAgent({ problems: [{ file: shown, line: line + 1, key: "", text, severity: "error" }] })
    )
  })

  const source = Effect.fn("Agents.source")(function* (name: string) {
    const found = (yield* fileOf(name)) ?? (yield* entry(name))
    return yield* fs.readFileString(found.file).pipe(Effect.mapError(() => refuse(new UnknownAgent({ name }))))
  })

  const drafted = Effect.fnUntraced(function* (keys: AgentKeys, persona: string) {
    const name = typeof keys.name === "string" ? keys.name : ""
    const taken = yield* fileOf(name)
    if (taken !== undefined) return yield* refuse(new NameTaken({ name, file: taken.shown }))
    return { name: isName(name) ? name : "agent", text: yield* text("", keys, persona, "agent.md") }
  })

  const create = Effect.fn("Agents.create")(function* (keys: AgentKeys, persona: string) {
    const draft = yield* drafted(keys, persona)
    return yield* store(draft.name, draft.text)
  }, oneAtATime)

  /** Refuses when the file is not any more what it was when somebody read it. */
  const asRead = Effect.fnUntraced(function* (name: string, now: string, was: string | undefined) {
    if (was === undefined || was === now) return
    if (was === (yield* Effect.provideContext(fileVersion(now), services))) return
    // whoever is refused looks at it again at once
    yield* load
    return yield* refuse(new ChangedMeanwhile({ name, file: (yield* fileOf(name))?.shown ?? name }))
  })

  const write = Effect.fn("Agents.write")(function* (name: string, content: string, was?: string) {
    yield* asRead(name, yield* source(name), was)
    return yield* store(name, content)
  }, oneAtATime)

  const edited = Effect.fnUntraced(function* (name: string, keys: AgentKeys, persona?: string, was?: string) {
    const before = yield* entry(name)
    const now = yield* source(name)
    yield* asRead(name, now, was)
    const parts = splitAgentFile(now)
    return yield* text(parts?.head ?? "", keys, persona ?? parts?.persona ?? before.agent.persona, before.shown)
  })

  const edit = Effect.fn("Agents.edit")(function* (name: string, keys: AgentKeys, persona?: string, was?: string) {
    return yield* store(name, yield* edited(name, keys, persona, was))
  }, oneAtATime)

  const checkFile = Effect.fn("Agents.checkFile")(function* (name: string, content: string) {
    const { agent, problems, written } = yield* examine(name, content)
    return { problems, ...(agent === undefined ? {} : { agent }), ...(written === undefined ? {} : { written }) }
  })

  const check = Effect.fn("Agents.check")(
    function* (keys: AgentKeys, persona: string, was?: string) {
      if (was !== undefined) return (yield* examine(was, yield* edited(was, keys, persona))).problems
      const draft = yield* drafted(keys, persona)
      return (yield* examine(draft.name, draft.text)).problems
    },
    Effect.catch((error) => {
      const { reason } = error
      if (reason._tag === "InvalidAgent") return Effect.succeed(reason.problems)
      if (reason._tag !== "NameTaken") return Effect.fail(error)
      const { file, message } = reason
      const taken: Problem = { file, key: "name", text: message, severity: "error" }
      return Effect.succeed([taken])
    })
  )

  const remove = Effect.fn("Agents.delete")(function* (name: string) {
    const found = (yield* fileOf(name)) ?? (yield* entry(name))
    if (!found.own) return yield* refuse(new NotOurs({ name, file: found.shown }))
    yield* fs.remove(found.file).pipe(Effect.mapError(cannotWrite(found.file)))
    yield* load
  }, oneAtATime)

  const touched = yield* Queue.sliding<void>(1)
  for (const folder of [...settings.folders.map((each) => each.path), settings.own]) {
    if (!(yield* fs.exists(folder).pipe(Effect.orElseSucceed(() => false)))) continue
    const ready = yield* Deferred.make<void>()
    yield* fs.watch(folder, { onReady: () => Deferred.doneUnsafe(ready, Effect.void) }).pipe(
      Stream.filter((event) => event.path.endsWith(".md")),
      Stream.runForEach(() => Queue.offer(touched, undefined)),
      Effect.tapCause((cause) => Effect.logWarning(`${folder} is not watched: changes need a restart`, cause)),
      Effect.ignore,
      Effect.ensuring(Deferred.succeed(ready, undefined)),
      Effect.forkScoped
    )
    yield* Deferred.await(ready)
  }
  yield* load
  yield* Stream.fromQueue(touched).pipe(
    Stream.debounce("50 millis"),
    Stream.runForEach(() => oneAtATime(load)),
    Effect.tapCause(Effect.logError),
    Effect.forkScoped
  )

  return Agents.of({
    get: Effect.fn("Agents.get")((name: string) => Effect.map(entry(name), (found) => found.agent)),
    all: Effect.map(snapshot, ({ agents }) => agents.map((each) => each.agent)),
    snapshot,
    changes: SubscriptionRef.changes(snapshots),
    reload: oneAtATime(load),
    entry,
    source,
    check,
    checkFile,
    create,
    write,
    edit,
    delete: remove
  })
})

export class Agents extends Context.Service<
  Agents,
  {
    readonly get: (name: string) => Effect.Effect<Agent, AgentsError>
    /** By name. */
    readonly all: Effect.Effect<ReadonlyArray<Agent>>
    /** With the files they come from, the disabled ones and every problem. */
    readonly snapshot: Effect.Effect<AgentsSnapshot>
    /** The snapshot as it is, then each that differs from the one before. */
    readonly changes: Stream.Stream<AgentsSnapshot>
    readonly reload: Effect.Effect<AgentsSnapshot>
    readonly entry: (name: string) => Effect.Effect<AgentEntry, AgentsError>
    /** The text of the agent's file, of a disabled one too. */
    readonly source: (name: string) => Effect.Effect<string, AgentsError>
    /** What `create` would say of it, or `edit` of the agent `was`: nothing is stored. Warnings too. */
    readonly check: (
      keys: AgentKeys,
      persona: string,
      was?: string
    ) => Effect.Effect<ReadonlyArray<Problem>, AgentsError>
    /** What `write` would say of it, and what would come of it: nothing is stored. Warnings too. */
    readonly checkFile: (
      name: string,
      text: string
    ) => Effect.Effect<Pick<AgentSource, "agent" | "problems" | "written">>
    /** Writes a new file into the own folder. `keys` must hold `name` and `description`. */
    readonly create: (keys: AgentKeys, persona: string) => Effect.Effect<Agent, AgentsError>
    /**
     * Replaces the whole text; what came from another folder gets a copy in the own one, which wins. With `was`, the
     * version or the text of the file as it was read, only if the file is still so.
     */
    readonly write: (name: string, text: string, was?: string) => Effect.Effect<Agent, AgentsError>
    /** Changes some keys, and the persona when it is given; comments stay. Copies, and takes `was`, like `write`. */
    readonly edit: (name: string, keys: AgentKeys, persona?: string, was?: string) => Effect.Effect<Agent, AgentsError>
    /** Removes a file from the own folder; one of another folder with the same name comes back. */
    readonly delete: (name: string) => Effect.Effect<void, AgentsError>
  }
>()("orchestrator/agents/Agents") {
  static readonly layer = (settings: AgentFoldersSettings) =>
    Layer.effect(Agents, make(settings)).pipe(Layer.provide(Digest.layerWebCrypto))
}

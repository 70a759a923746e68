/**
 * The revision of a working directory by git: the commit, every branch and tag, what is staged, and the contents of what
 * is changed or new. Owns the limits up to which it looks. What git ignores does not count; a tree with parts that git
 * does not look into (submodules, nested repositories, files it was told to overlook) has no revision.
 */
import * as Digest from "effect/crypto/Digest"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as Semaphore from "effect/Semaphore"
import { type Revision, WorkingTree } from "../../../core/ports/WorkingTree.ts"
import { GitFailed, type GitOptions, makeGit } from "./Git.ts"

const deadline: Duration.Input = "2 seconds"
const mostFiles = 1_000
const mostBytes = 16 * 1024 * 1024
/** Directories that are looked into at the same time. */
const atOnce = 2

/** Files whose contents the commit does not tell, relative to the top; undefined where git would not look into all. */
const loose = (status: string): ReadonlyArray<string> | undefined => {
  const files: Array<string> = []
  for (const record of status.split("\0")) {
    const words = record.split(" ")
    const path = { "1": words.slice(8), u: words.slice(10), "?": words.slice(1) }[words[0] ?? ""]?.join(" ")
    if (path === undefined) continue
    if (path.endsWith("/")) return undefined
    files.push(path)
  }
  return files
}

/** Whether the index holds a submodule, or a file that git was told not to look at. */
const overlooks = (index: string): boolean => index.split("\0").some((line) => /^([a-zS] |. 160000 )/.test(line))

const make = Effect.fnUntraced(function* (options: GitOptions) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const digest = yield* Digest.Digest
  const git = yield* makeGit(options)
  const gate = yield* Semaphore.make(atOnce)
  const scope = yield* Effect.scope
  const next = new Map<string, Deferred.Deferred<Revision | undefined>>()

  const hash = (bytes: Uint8Array) => digest.digestHex(Digest.sha256, bytes)

  /** One line about what stands there; what is neither file nor link is not opened. */
  const contents = Effect.fnUntraced(function* (file: string, room: { bytes: number }) {
    const info = yield* Effect.option(fs.lstat(file))
    if (info._tag === "None") return "gone"
    const { mode, size, type } = info.value
    if (type === "SymbolicLink") return `link ${yield* fs.readLink(file)}`
    if (type !== "File") return yield* new GitFailed({ detail: `${file} is no file` })
    room.bytes -= Number(size)
    if (room.bytes < 0) return yield* new GitFailed({ detail: "too much is new" })
    return `${mode} ${yield* hash(yield* fs.readFile(file))}`
  })

  const look = Effect.fnUntraced(function* (directory: string) {
    const off = yield* git.filtersOff(directory)
    const ask = (...args: ReadonlyArray<string>) => git.expect(directory, off, args)
    const [top, index, refs, status] = yield* Effect.all(
      [
        ask("rev-parse", "--show-toplevel"),
        ask("ls-files", "-z", "-s", "-v", "--full-name", ":/"),
        ask("for-each-ref", "--format=%(objectname) %(refname)"),
        ask(
          ...["status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all"],
          ...["--no-renames", "--no-ahead-behind", "--ignore-submodules=dirty"]
        )
      ],
      { concurrency: "unbounded" }
    )
    const files = loose(status)
    if (files === undefined || files.length > mostFiles || overlooks(index)) return undefined
    const room = { bytes: mostBytes }
    const found = yield* Effect.forEach(files, (file) => contents(path.join(top.replace(/\n$/, ""), file), room))
    const told = JSON.stringify([status, refs, found])
    return { directory, id: yield* hash(new TextEncoder().encode(told)) }
  })

  const revision = Effect.fn("WorkingTree.revision")(
    function* (directory: string) {
      return yield* look(yield* fs.realPath(directory))
    },
    Effect.timeout(deadline),
    Effect.catchCause((cause) => Effect.as(Effect.logDebug("no revision", cause), undefined))
  )

  /** Those who ask while a look at the directory has yet to begin share it. */
  const shared = (directory: string) =>
    Effect.gen(function* () {
      const waiting = next.get(directory)
      if (waiting !== undefined) return yield* Deferred.await(waiting)
      const mine = yield* Deferred.make<Revision | undefined>()
      next.set(directory, mine)
      const begin = Effect.suspend(() => {
        next.delete(directory)
        return revision(directory)
      })
      yield* gate.withPermit(begin).pipe(
        Effect.onExit((exit) => Deferred.done(mine, exit)),
        Effect.forkIn(scope)
      )
      return yield* Deferred.await(mine)
    })

  return WorkingTree.of({ revision: shared })
})

export const GitWorkingTree = {
  layer: (options: GitOptions) => Layer.effect(WorkingTree, make(options)).pipe(Layer.provide(Digest.layerWebCrypto))
}

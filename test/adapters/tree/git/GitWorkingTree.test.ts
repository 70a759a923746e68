/**
 * The revision of a real repository: equal while nothing is changed, another one after whatever a worker could see, and
 * none where git does not look. Nothing that the repository's own configuration names is run.
 */
import { execFileSync, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { GitWorkingTree } from "../../../../src/adapters/tree/git/GitWorkingTree.ts"
import { WorkingTree } from "../../../../src/core/ports/WorkingTree.ts"

const environment = { PATH: process.env.PATH ?? "", HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" }

const git = (cwd: string, ...args: ReadonlyArray<string>) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd, env: environment })

const folder = Effect.acquireRelease(
  Effect.sync(() => fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "orchestrator-tree-")))),
  (path) => Effect.sync(() => fs.rmSync(path, { recursive: true }))
)

const repository = Effect.map(folder, (directory) => {
  git(directory, "init", "-q", "-b", "main")
  fs.writeFileSync(join(directory, "a.txt"), "one\n")
  fs.writeFileSync(join(directory, ".gitignore"), "ignored\n")
  git(directory, "add", ".")
  git(directory, "commit", "-qm", "first")
  return directory
})

const tree = GitWorkingTree.layer({ environment }).pipe(Layer.provide(NodeServices.layer))

const revision = (directory: string) => Effect.flatMap(WorkingTree, (working) => working.revision(directory))

describe("the revision of a repository", () => {
  it.effect("is another one after everything that a worker could see, and the same again when it is undone", () =>
    Effect.gen(function* () {
      const directory = yield* repository
      const file = join(directory, "a.txt")
      const steps: Record<string, () => void> = {
        "an edit": () => fs.writeFileSync(file, "two\n"),
        "another edit of the same length": () => fs.writeFileSync(file, "six\n"),
        "what is staged": () => git(directory, "add", "a.txt"),
        "a commit": () => git(directory, "commit", "-qm", "second"),
        "a new file": () => fs.writeFileSync(join(directory, 'new "ü".txt'), "new"),
        "other words in the new file": () => fs.writeFileSync(join(directory, 'new "ü".txt'), "now"),
        "a link": () => fs.symlinkSync("a.txt", join(directory, "link")),
        "where the link leads": () => {
          fs.rmSync(join(directory, "link"))
          fs.symlinkSync("b.txt", join(directory, "link"))
        },
        "a mode": () => fs.chmodSync(file, 0o755),
        "a file that is gone": () => fs.rmSync(file),
        "another branch's tip": () => git(directory, "branch", "other", "HEAD~1")
      }
      const seen = new Set([(yield* revision(directory))?.id])
      for (const [what, change] of Object.entries(steps)) {
        change()
        const { id } = (yield* revision(directory)) ?? {}
        assert.isDefined(id, what)
        assert.isFalse(seen.has(id), what)
        seen.add(id)
      }
      const before = yield* revision(directory)
      fs.writeFileSync(join(directory, "ignored"), "x")
      fs.utimesSync(join(directory, 'new "ü".txt'), 1, 1)
      assert.deepStrictEqual(yield* revision(directory), before)
      fs.writeFileSync(file, "other")
      assert.notDeepEqual(yield* revision(directory), before)
      fs.rmSync(file)
      assert.deepStrictEqual(yield* revision(directory), before)
    }).pipe(Effect.provide(tree))
  )

  it.effect("covers the whole tree from a folder in it, and follows links to it", () =>
    Effect.gen(function* () {
      const directory = yield* repository
      const inner = join(directory, "inner")
      fs.mkdirSync(inner)
      fs.symlinkSync(inner, join(directory, "ignored"))
      const before = yield* revision(inner)
      assert.strictEqual(before?.directory, inner)
      assert.deepStrictEqual(yield* revision(join(directory, "ignored")), before)
      fs.writeFileSync(join(directory, "above.txt"), "x")
      assert.notStrictEqual((yield* revision(inner))?.id, before?.id)
    }).pipe(Effect.provide(tree))
  )

  it.effect("is unknown where git does not look, or would have to look for long", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* revision(yield* folder))
      assert.isUndefined(yield* revision(join(yield* folder, "gone")))
      const directory = yield* repository
      const inner = join(directory, "inner")
      fs.mkdirSync(inner)
      git(inner, "init", "-q")
      assert.isUndefined(yield* revision(directory), "a repository in it")
      fs.rmSync(inner, { recursive: true })
      git(directory, "update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},inner`)
      assert.isUndefined(yield* revision(directory), "a submodule")
      git(directory, "rm", "-q", "--cached", "inner")
      git(directory, "update-index", "--assume-unchanged", "a.txt")
      assert.isUndefined(yield* revision(directory), "a file that git was told not to look at")
      git(directory, "update-index", "--no-assume-unchanged", "a.txt")
      assert.isDefined(yield* revision(directory))
      execFileSync("mkfifo", [join(directory, "pipe")])
      assert.isDefined(yield* revision(directory), "git does not list what is no file")
      fs.rmSync(join(directory, "a.txt"))
      execFileSync("mkfifo", [join(directory, "a.txt")])
      assert.isUndefined(yield* revision(directory), "a pipe in the place of a file")
      fs.rmSync(join(directory, "a.txt"))
      fs.writeFileSync(join(directory, "big"), "")
      fs.truncateSync(join(directory, "big"), 64 * 1024 * 1024)
      assert.isUndefined(yield* revision(directory), "a big new file")
    }).pipe(Effect.provide(tree))
  )

  it.effect("runs nothing that the repository names, and leaves the repository as it was", () =>
    Effect.gen(function* () {
      const directory = yield* repository
      const ran = join(directory, "ignored")
      const program = join(yield* folder, "program")
      fs.writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${ran}'\ncat\n`, { mode: 0o755 })
      for (const key of ["core.fsmonitor", "filter.evil.clean", "filter.evil.process", "diff.external", "core.pager"]) {
        git(directory, "config", key, program)
      }
      git(directory, "config", "filter.evil.required", "true")
      git(directory, "config", "diff.evil.textconv", program)
      fs.mkdirSync(join(directory, ".git", "hooks"), { recursive: true })
      fs.copyFileSync(program, join(directory, ".git", "hooks", "post-index-change"))
      fs.writeFileSync(join(directory, ".git", "info", "attributes"), "* filter=evil diff=evil\n")
      fs.writeFileSync(join(directory, "a.txt"), "two\n")
      const index = fs.readFileSync(join(directory, ".git", "index"))
      assert.isDefined(yield* revision(directory))
      assert.isFalse(fs.existsSync(ran))
      assert.deepStrictEqual(fs.readFileSync(join(directory, ".git", "index")), index)
      spawnSync("git", ["status"], { cwd: directory, env: environment })
      assert.isTrue(fs.existsSync(ran), "the trap works when git is asked plainly")
    }).pipe(Effect.provide(tree))
  )

  it.effect("is looked for once for all who ask before the look begins", () =>
    Effect.gen(function* () {
      const directory = yield* repository
      const all = yield* Effect.all(
        Array.from({ length: 20 }, () => revision(directory)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(all).size, 1)
      fs.writeFileSync(join(directory, "a.txt"), "two\n")
      assert.notStrictEqual((yield* revision(directory))?.id, all[0]?.id)
    }).pipe(Effect.provide(tree))
  )
})

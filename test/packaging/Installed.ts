/**
 * The package as somebody else has it: packed, installed into an empty folder, started by whichever Node their PATH
 * has. Owns the commands that do so; the claims are in the tests.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join, relative, resolve } from "node:path"

const root = resolve(import.meta.dirname, "../..")

export interface Node {
  readonly path: string
  readonly version: string
}

/** The machine's own: the first on the PATH that no npm script put there. */
export const machineNode = (): Node | undefined => {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"))
  const path = folders.map((folder) => join(folder, "node")).find((file) => existsSync(file))
  return path === undefined
    ? undefined
    : { path, version: execFileSync(path, ["--version"], { encoding: "utf8" }).trim() }
}

export const thisNode: Node = { path: process.execPath, version: process.version }

const npm = (args: ReadonlyArray<string>, cwd: string): void => {
  // an npm that runs this test speaks of its own project to every npm below it
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_config_.*prefix$/.test(name)))
  execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd, env, stdio: "pipe" })
}

/** The files of an installed package, without what it needs itself. */
export const contentsOf = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith("node_modules"))
    .sort()

const notCopied = new Set([".cache", ".git", ".tmp", "coverage", "dist", "node_modules", "test"])

/** Packs a copy, since other tests run from what lies in `dist`, into the folder; the tarball's path. */
export const pack = (folder: string): string => {
  const copy = join(folder, "sources")
  mkdirSync(copy)
  for (const name of readdirSync(root)) {
    if (!notCopied.has(name)) cpSync(join(root, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction")
  npm(["pack", "--pack-destination", folder], copy)
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith(".tgz"))
  if (tarball === undefined) throw new Error("npm pack left no tarball")
  return join(folder, tarball)
}

/** Where the package then lies. */
export const installGlobally = (tarball: string, prefix: string): string => {
  npm(["install", "--global", "--prefix", prefix, "--prefer-offline", tarball], dirname(prefix))
  return join(prefix, "lib", "node_modules", "the-orchestrator")
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcess
  /** Resolves once stdout has that text, rejects when it ended without. */
  readonly says: (text: string) => Promise<void>
  /** Resolves once nobody holds its output any more: not the process and not what it started. */
  readonly ended: Promise<Ended>
}

export interface Place {
  /** What `orchestrator` is there. */
  readonly command: string
  readonly node: Node
  /** A folder for everything that it keeps. */
  readonly folder: string
}

/** A data directory with one agent, `parrot`, that needs no account. */
export const makePlace = (command: string, node: Node, folder: string): Place => {
  mkdirSync(join(folder, "home", "agents"), { recursive: true, mode: 0o700 })
  mkdirSync(join(folder, "work"))
  const parrot = "---\nname: parrot\ndescription: rehearses\nbackend: rehearsal\n---\nYou are parrot.\n"
  writeFileSync(join(folder, "home", "agents", "parrot.md"), parrot)
  return { command, node, folder }
}

export const start = (place: Place, ...args: ReadonlyArray<string>): Running => startWith("", place, ...args)

/** `input` is all that its standard input ever has. */
export const startWith = (input: string, place: Place, ...args: ReadonlyArray<string>): Running => {
  const { command, folder, node } = place
  const child = spawn(command, args, {
    cwd: join(folder, "work"),
    env: {
      PATH: [dirname(node.path), "/usr/bin", "/bin"].join(delimiter),
      HOME: folder,
      ORCHESTRATOR_HOME: join(folder, "home")
    },
    stdio: ["pipe", "pipe", "pipe"]
  })
  child.stdin.end(input)
  let stdout = ""
  let stderr = ""
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
  })
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
  })
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (stdout.includes(text)) resolve()
      }
      look()
      child.stdout.on("data", look)
      ended.then(() => reject(new Error(`it ended without saying ${text}: ${stdout}${stderr}`)), reject)
    })
  return { process: child, says, ended }
}

export const run = (place: Place, ...args: ReadonlyArray<string>): Promise<Ended> => start(place, ...args).ended

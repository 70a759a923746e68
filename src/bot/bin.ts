#!/usr/bin/env node
/**
 * The way in: finds a Node that is new enough, then hands over to `main`. Runs on Node 20 itself, so it must stay plain
 * Node and load nothing else before that is settled; the Node that came with the install does the rest.
 */
import { spawn } from "node:child_process"
import module, { createRequire } from "node:module"
import { homedir } from "node:os"
import { dirname, isAbsolute, join } from "node:path"
import { isatty } from "node:tty"
import { fileURLToPath } from "node:url"

/** Effect's own promise, and enough of `node:sqlite`; odd releases in between lack parts of it. */
const isNewEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  return major >= 24 || (major === 22 && minor >= 19)
}

const nodeOfInstall = (): string | undefined => {
  const require = createRequire(import.meta.url)
  try {
    const manifest = require.resolve(`node-${process.platform}-${process.arch}/package.json`)
    const { version }: { readonly version: string } = require(manifest)
    return isNewEnough(version) ? join(dirname(manifest), "bin", "node") : undefined
  } catch {
    return undefined
  }
}

const refuse = (found: string): void => {
  console.error(`orchestrator needs Node 22.19 or newer, best Node 24; this is Node ${process.versions.node}`)
  console.error(`${found}; install Node 24, or install again with: npm install -g the-orchestrator --include=optional`)
  process.exitCode = 1
}

/** Tells the program that this process is its parent and that it ends with it; gone before anything else can see it. */
const parented = "ORCHESTRATOR_PARENTED"

const runOn = (node: string): void => {
  // a terminal sends what its keys mean to both processes; passing it on would make one Ctrl-C two
  const byTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor)) ? ["SIGINT", "SIGQUIT"] : []
  const pass = (signal: NodeJS.Signals) => {
    if (!byTerminal.includes(signal)) child.kill(signal)
  }
  const signals = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR2"] as const
  // before the child exists: no signal may end this process and leave the child behind
  for (const signal of signals) process.on(signal, pass)
  const child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, [parented]: "1" }
  })
  child.on("error", (error) => refuse(`${node} did not start (${error.message})`))
  child.on("exit", (code, signal) => {
    for (const each of signals) process.off(each, pass)
    if (signal === null) process.exitCode = code ?? 1
    else process.kill(process.pid, signal)
  })
}

const endWithParent = (): void => {
  if (process.env[parented] === undefined) return
  delete process.env[parented]
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"))
  process.channel?.unref()
}

/** Node 22 calls its SQLite experimental at every start; other warnings are none of our business. */
const hideSqliteWarning = (): void => {
  const emit = process.emitWarning.bind(process)
  process.emitWarning = (warning: string | Error, ...rest: ReadonlyArray<never>) => {
    if (!String(warning).startsWith("SQLite is an experimental")) Reflect.apply(emit, undefined, [warning, ...rest])
  }
}

/** What Node makes of every file is kept, which is half of a start; under the user's own name, because it is run. */
const keepCompiled = (): void => {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME = "" } = process.env
  if (NODE_COMPILE_CACHE !== undefined) return
  const cache = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), ".cache")
  module.enableCompileCache(join(cache, "orchestrator", "compiled"))
}

if (isNewEnough(process.versions.node)) {
  endWithParent()
  keepCompiled()
  hideSqliteWarning()
  // a program waits for its first answer: it must not wait for every other command to load
  if (process.argv.length === 3 && process.argv[2] === "mcp") (await import("./McpMain.ts")).runMcp()
  else await import("./main.ts")
} else {
  const node = nodeOfInstall()
  if (node === undefined) refuse("the Node that comes with the install is missing")
  else runOn(node)
}

/**
 * Which real CLIs the tests run, and where they lie. Owns versions and paths; installing is `install`'s. Plain Node.
 */
import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import process from "node:process"

/** The project's own cache folder; never under the temp directory, which codex does not like for its files. */
export const cacheFolder = resolve(import.meta.dirname, "../../.cache")
export const clisFolder = process.env.ORCHESTRATOR_CLI_CACHE ?? join(cacheFolder, "clis")

export const packages = { "@anthropic-ai/claude-code": "2.1.330", "@openai/codex": "0.169.0" } as const

const modules = join(clisFolder, "node_modules")
const machine = `${process.platform}-${process.arch}`

const targets: Readonly<Record<string, string>> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin"
}

/** The programs themselves, without the launchers that npm puts in front of them. */
export const programs = {
  claude: join(modules, "@anthropic-ai", `claude-code-${machine}`, "claude"),
  codex: join(modules, "@openai", `codex-${machine}`, "vendor", targets[machine] ?? machine, "bin", "codex")
} as const

const versionOf = (name: string): string | undefined => {
  try {
    const manifest: { readonly version?: string } = JSON.parse(
      readFileSync(join(modules, name, "package.json"), "utf8")
    )
    return manifest.version
  } catch {
    return undefined
  }
}

export const areInstalled = (): boolean =>
  Object.entries(packages).every(([name, version]) => versionOf(name) === version) &&
  Object.values(programs).every((path) => existsSync(path))

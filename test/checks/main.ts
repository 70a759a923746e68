/**
 * What `npm test` finds without running anything of the product: what `npm run lint`, `types` and `effects` find, in less
 * time. All look at once, and the compiler that knows Effect reads each project a single time for both of the latter. The
 * dashboard is built too: it must be possible, and every service of the tests would begin to otherwise.
 */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { join, resolve } from "node:path"
import process from "node:process"

const root = resolve(import.meta.dirname, "../..")
const bin = (name: string) => join(root, "node_modules", ".bin", process.platform === "win32" ? `${name}.cmd` : name)
const shell = process.platform === "win32"
const compiler = execFileSync(bin("effect-tsgo"), ["get-exe-path"], { encoding: "utf8", shell }).trim()

const run = async (program: string, args: ReadonlyArray<string>, shell = false): Promise<boolean> => {
  const [code] = await once(spawn(program, args, { cwd: root, stdio: "inherit", shell }), "close")
  return code === 0
}
/** Warnings of the rules for Effect fail like errors. Several threads would each look at much of the same again. */
const compile = (project: string) => run(compiler, ["--project", project, "--noEmit", "--singleThreaded"])

const found = await Promise.all([
  compile("tsconfig.json"),
  compile("src/adapters/surface/web/client/tsconfig.json"),
  compile("test/browser/tsconfig.json"),
  run(bin("biome"), ["check", "."], shell),
  run(bin("vite"), ["build", "--config", "src/adapters/surface/web/client/vite.config.ts", "--logLevel", "warn"], shell)
])
if (found.includes(false)) process.exitCode = 1

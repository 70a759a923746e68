/**
 * Makes `dist` from `src`, file by file, so that whatever lies beside a file lies beside it there too: Node strips no
 * types below node_modules. Types are `npm test`'s business, not the build's.
 *
 * One file is more than its source: `mcp`'s, with everything in it that its first answer needs, because finding some
 * hundred modules takes longer than running them. What it loads later it loads from where it lies.
 */
import { execFileSync } from "node:child_process"
import { renameSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { rolldown } from "rolldown"
import { build } from "vite"

const root = import.meta.dirname
const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc")

rmSync(join(root, "dist"), { recursive: true, force: true })
execFileSync(process.execPath, [compiler, "--project", join(root, "tsconfig.build.json"), "--noCheck"], {
  stdio: "inherit"
})

const entry = join(root, "dist", "bot", "McpMain.js")
const bundle = await rolldown({
  input: entry,
  platform: "node",
  external: (id) => id.endsWith("/EmbeddedService.js"),
  logLevel: "warn"
})
// written aside: it is read while it is made
await bundle.write({ file: `${entry}.new`, format: "esm", minify: true, codeSplitting: false, comments: false })
await bundle.close()
renameSync(`${entry}.new`, entry)

await build({ configFile: join(root, "src/adapters/surface/web/client/vite.config.ts"), logLevel: "warn" })

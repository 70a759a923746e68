/**
 * Makes `dist` from `src`, file by file, so that whatever lies beside a file lies beside it there too: Node strips no
 * types below node_modules. Types are `npm test`'s business, not the build's.
 */
import { execFileSync } from "node:child_process"
import { rmSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

const root = import.meta.dirname
const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc")

rmSync(join(root, "dist"), { recursive: true, force: true })
execFileSync(process.execPath, [compiler, "--project", join(root, "tsconfig.build.json"), "--noCheck"], {
  stdio: "inherit"
})

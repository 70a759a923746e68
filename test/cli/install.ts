/**
 * Puts the real `claude` and `codex` into the cache folder, unless those versions are there. Needs npm and its registry
 * and nothing else.
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { areInstalled, clisFolder, packages, programs } from "./Clis.ts"

const named = Object.entries(packages).map(([name, version]) => `${name}@${version}`)

const install = (): boolean => {
  mkdirSync(clisFolder, { recursive: true })
  writeFileSync(join(clisFolder, "package.json"), `{ "private": true }\n`)
  // The programs come in packages of their own: no script of theirs needs to run.
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
  const { status } = spawnSync("npm", ["install", ...flags, "--prefix", clisFolder, ...named], {
    stdio: ["ignore", "ignore", "inherit"]
  })
  return status === 0 && areInstalled()
}

if (areInstalled()) console.log(`${named.join(" and ")} are in ${clisFolder}`)
else if (install()) console.log(`installed ${named.join(" and ")} into ${clisFolder}`)
else {
  console.error(`could not install ${named.join(" and ")}: expected ${Object.values(programs).join(" and ")}`)
  process.exitCode = 1
}

/**
 * The one thing that a rehearsal really does: writing a file into its working directory. Owns that it never writes
 * anywhere else, links included. Plain Node without Effect.
 */
import { existsSync, lstatSync, mkdirSync, realpathSync, writeFileSync } from "node:fs"
import { dirname, relative, resolve, sep } from "node:path"

/** The path as the directory names it; throws what a person may read. */
export const writeInside = (directory: string, file: string, text: string): string => {
  const root = realpathSync(directory)
  const path = resolve(root, file)
  let existing = dirname(path)
  while (!existsSync(existing)) existing = dirname(existing)
  const inside = `${realpathSync(existing)}${sep}`.startsWith(`${root}${sep}`) && path.startsWith(`${root}${sep}`)
  const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  if (!inside || link) throw new Error("outside of the working directory")
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return relative(root, path)
}

/**
 * The repository as its architecture tests see it: every file with its syntax tree, every import with where it leads.
 * Knows the tree that it lies in, so that a copy of it judges the copy.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { parseAst } from "vitest/node"

export const root = resolve(import.meta.dirname, "../..")

export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

export interface Source {
  /** From the root, with slashes. */
  readonly path: string
  readonly text: string
  readonly nodes: ReadonlyArray<SyntaxNode>
}

export interface Import {
  readonly from: Source
  /** As it is written; undefined when it is not a literal. */
  readonly specifier: string | undefined
  /** The file that a relative one leads to, from the root. */
  readonly target: string | undefined
  /** Of types alone: gone when it runs. */
  readonly isType: boolean
  readonly line: number
}

export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length

export const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string" && "start" in value

const nodesOf = (node: SyntaxNode): ReadonlyArray<SyntaxNode> => [
  node,
  ...Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
    .flatMap(nodesOf)
]

export const parse = (path: string, text: string): Source => {
  const program: unknown = parseAst(text, { lang: path.endsWith("x") ? "tsx" : "ts" })
  if (!isNode(program)) throw new Error(`${path} cannot be parsed`)
  return { path, text, nodes: nodesOf(program) }
}

/** Files below a folder of the root that end so, from the root, without what was installed, built or captured. */
export const filesBelow = (folder: string, ending: string): ReadonlyArray<string> =>
  (exists(folder) ? readdirSync(join(root, folder), { withFileTypes: true, recursive: true }) : [])
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path))
    .sort()

export const exists = (path: string): boolean => existsSync(join(root, path))

export const readText = (path: string): string => readFileSync(join(root, path), "utf8")

export const sourcesBelow = (folder: string): ReadonlyArray<Source> =>
  programsBelow(folder).map((path) => parse(path, readText(path)))

/** What is written in TypeScript, in the order of its paths. */
export const programsBelow = (folder: string): ReadonlyArray<string> =>
  [".ts", ".tsx"].flatMap((ending) => filesBelow(folder, ending)).sort()

/** The folders in a folder that hold an adapter each. */
export const adaptersIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)

const specifierKey: Readonly<Record<string, string>> = {
  ImportDeclaration: "source",
  ExportNamedDeclaration: "source",
  ExportAllDeclaration: "source",
  ImportExpression: "source",
  TSImportType: "source",
  TSExternalModuleReference: "expression"
}

/** Static, dynamic and type imports, and what is exported from elsewhere. */
export const importsOf = (from: Source): ReadonlyArray<Import> =>
  from.nodes.flatMap((node) => {
    const key = specifierKey[node.type]
    const written = key === undefined ? null : node[key]
    if (!isNode(written)) return []
    const specifier = typeof written.value === "string" ? written.value : undefined
    const target = specifier?.startsWith(".")
      ? relative(root, resolve(root, dirname(from.path), specifier)).replaceAll("\\", "/")
      : undefined
    const isType = node.type === "TSImportType" || node.importKind === "type" || node.exportKind === "type"
    return [{ from, specifier, target, isType, line: lineAt(from.text, node.start) }]
  })

const declared = (declaration: unknown): ReadonlyArray<string> => {
  if (!isNode(declaration)) return []
  if (typeof declaration.name === "string") return [declaration.name]
  const inner = [declaration.id, declaration.value, declaration.declarations, declaration.properties].flat()
  return inner.flatMap(declared)
}

export const exportsOf = (source: Source): ReadonlyArray<string> =>
  source.nodes.flatMap((node) => {
    if (node.type === "ExportDefaultDeclaration") return declared(node.declaration)
    if (node.type !== "ExportNamedDeclaration") return []
    const specifiers = Array.isArray(node.specifiers) ? node.specifiers.filter(isNode) : []
    return [...declared(node.declaration), ...specifiers.flatMap((specifier) => declared(specifier.exported))]
  })

/** `path:line what`, one for every node for which there is something to say. */
export const complaints = (
  sources: ReadonlyArray<Source>,
  judge: (node: SyntaxNode, source: Source) => string | undefined
): ReadonlyArray<string> =>
  sources.flatMap((source) =>
    source.nodes.flatMap((node) => {
      const said = judge(node, source)
      return said === undefined ? [] : [`${source.path}:${lineAt(source.text, node.start)} ${said}`]
    })
  )

/** `path:line found`, one for every match of the pattern in the whole text, comments and strings included. */
export const mentions = (
  files: ReadonlyArray<{ readonly path: string; readonly text: string }>,
  pattern: RegExp
): ReadonlyArray<string> =>
  files.flatMap(({ path, text }) =>
    [...text.matchAll(new RegExp(pattern, `${pattern.flags.replace("g", "")}g`))].map(
      (match) => `${path}:${lineAt(text, match.index)} ${match[0].trim()}`
    )
  )

/**
 * A keyv 6 storage adapter on any SQL database. Owns the table `state`; one adapter per namespace, all on the same
 * table. Enforces expiry on read and drops what has expired when the namespace is listed. Has no events: it fails by
 * rejecting the promise of the call.
 *
 * Its statements run on fibers of their own: they must not be awaited inside a transaction of the same client.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { type KeyvStorageAdapter, type KeyvStorageCapability, type KeyvStorageEntry, keyvStorageCapability } from "keyv"

interface StoredValue {
  readonly key: string
  readonly value: string
}

export type RunSql = <A>(effect: Effect.Effect<A, SqlError.SqlError>) => Promise<A>

const pageSize = 500

// keys are anything a person typed: control characters and lone surrogates must survive every database's text type
const toColumn = (key: string): string => JSON.stringify(key).slice(1, -1)
const fromColumn = (column: string): string => String(JSON.parse(`"${column}"`))

/** An adapter without its event emitter: keyv listens only where there is one. */
export type KeyvStore = Pick<
  KeyvStorageAdapter,
  | "namespace"
  | "capabilities"
  | "get"
  | "getMany"
  | "has"
  | "hasMany"
  | "set"
  | "setMany"
  | "delete"
  | "deleteMany"
  | "clear"
  | "iterator"
>

export class KeyvSql implements KeyvStore {
  namespace: string
  readonly #sql: SqlClient.SqlClient
  readonly #run: RunSql

  constructor(sql: SqlClient.SqlClient, run: RunSql, namespace: string) {
    this.namespace = namespace
    this.#sql = sql
    this.#run = run
  }

  get capabilities(): KeyvStorageCapability {
    return keyvStorageCapability(this)
  }

  #find(key: string) {
    const sql = this.#sql
    return Effect.flatMap(
      Clock.currentTimeMillis,
      (now) => sql<StoredValue>`
        SELECT key, value FROM state
        WHERE namespace = ${this.namespace} AND key = ${toColumn(key)} AND (expires IS NULL OR expires > ${now})
      `
    )
  }

  #put(key: string, value: unknown, expires: number | undefined) {
    const sql = this.#sql
    const row = { namespace: this.namespace, key: toColumn(key), value: String(value), expires: expires ?? null }
    return sql`
      INSERT INTO state ${sql.insert(row)}
      ON CONFLICT (namespace, key) DO UPDATE SET value = excluded.value, expires = excluded.expires
    `
  }

  #drop(key: string) {
    return this.#sql<StoredValue>`
      DELETE FROM state WHERE namespace = ${this.namespace} AND key = ${toColumn(key)} RETURNING key
    `
  }

  async get(key: string) {
    return this.#run(Effect.map(this.#find(key), (rows) => rows[0]?.value))
  }

  async getMany(keys: Array<string>) {
    return this.#run(Effect.forEach(keys, (key) => Effect.map(this.#find(key), (rows) => rows[0]?.value)))
  }

  async has(key: string) {
    return this.#run(Effect.map(this.#find(key), (rows) => rows.length > 0))
  }

  async hasMany(keys: Array<string>) {
    return this.#run(Effect.forEach(keys, (key) => Effect.map(this.#find(key), (rows) => rows.length > 0)))
  }

  async set(key: string, value: unknown, expires?: number) {
    return this.#run(Effect.as(this.#put(key, value, expires), true))
  }

  async setMany<Value>(values: Array<KeyvStorageEntry<Value>>) {
    return this.#run(
      this.#sql.withTransaction(
        Effect.forEach(values, ({ expires, key, value }) => Effect.as(this.#put(key, value, expires), true))
      )
    )
  }

  async delete(key: string) {
    return this.#run(Effect.map(this.#drop(key), (rows) => rows.length > 0))
  }

  async deleteMany(keys: Array<string>) {
    return this.#run(
      this.#sql.withTransaction(Effect.forEach(keys, (key) => Effect.map(this.#drop(key), (rows) => rows.length > 0)))
    )
  }

  async clear() {
    return this.#run(Effect.asVoid(this.#sql`DELETE FROM state WHERE namespace = ${this.namespace}`))
  }

  #page(after: string | undefined) {
    const sql = this.#sql
    const rest = after === undefined ? sql`1 = 1` : sql`key > ${after}`
    return sql<StoredValue>`
      SELECT key, value FROM state WHERE namespace = ${this.namespace} AND ${rest} ORDER BY key LIMIT ${pageSize}
    `
  }

  async *iterator<Value>(): AsyncGenerator<Array<string | Awaited<Value> | undefined>, void> {
    const sql = this.#sql
    // space is reclaimed where it can be: a reader beside the service may not write
    await this.#run(
      Effect.flatMap(
        Clock.currentTimeMillis,
        (now) => sql`DELETE FROM state WHERE namespace = ${this.namespace} AND expires <= ${now}`
      ).pipe(Effect.ignore)
    )
    let after: string | undefined
    for (;;) {
      const rows = await this.#run(this.#page(after))
      for (const row of rows) {
        yield [fromColumn(row.key), row.value]
        after = row.key
      }
      if (rows.length < pageSize) return
    }
  }
}

const createTable = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE IF NOT EXISTS state (
      namespace TEXT NOT NULL,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      expires BIGINT,
      PRIMARY KEY (namespace, key)
    )
  `.pipe(Effect.retry({ times: 1 }))
})

/** Creates the table, then gives out one adapter per namespace. */
export const openKeyvSql: Effect.Effect<(namespace: string) => KeyvStore, SqlError.SqlError, SqlClient.SqlClient> =
  Effect.gen(function* () {
    yield* createTable
    const sql = yield* SqlClient.SqlClient
    const run = Effect.runPromiseWith(yield* Effect.context<never>())
    return (namespace) => new KeyvSql(sql, run, namespace)
  })

/**
 * What there is for scripts, as a page: every address with what it takes. Pure: made of the same document that programs
 * read, without a script and without anything from elsewhere.
 */
import type * as OpenApi from "effect/http-api/OpenApi"
import { escaped, page } from "../Pages.ts"

const methods = ["get", "post", "patch", "put", "delete"] as const

const endpoint = (path: string, method: string, about: OpenApi.OpenAPISpecOperation): string => {
  const query = about.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name)
  const takes = query.length === 0 ? "" : `<span class="q">?${escaped(query.join("&"))}=</span>`
  return `<tr><td><code>${method.toUpperCase()}</code></td><td><code>${escaped(path)}</code>${takes}</td><td>${escaped(about.summary ?? "")}</td></tr>`
}

const group = (document: OpenApi.OpenAPISpec, name: string): string => {
  const rows = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const about = item[method]
      return about?.tags.includes(name) ? [endpoint(path, method, about)] : []
    })
  )
  return `<h2>${escaped(name)}</h2><table>${rows.join("\n")}</table>`
}

export const apiPage = (document: OpenApi.OpenAPISpec) =>
  page({
    title: "the orchestrator, for scripts",
    status: 200,
    wide: true,
    body: `<p>Make a token in the <a href="/people">dashboard</a> and send it with each request:</p>
<pre>curl -H "Authorization: Bearer orc_..." "http://127.0.0.1:3456/api/v1/agents"
curl -H "Authorization: Bearer orc_..." -H "Content-Type: application/json" \\
  -d '{"agent": "scout", "text": "what is in src/?"}' "http://127.0.0.1:3456/api/v1/sessions?wait=120"
curl -H "Authorization: Bearer orc_..." -H "Content-Type: image/png" \\
  --data-binary @plot.png "http://127.0.0.1:3456/api/v1/uploads?name=plot.png"</pre>
<p>A message has the files whose ids it names: <code>{"text": "look", "uploads": ["..."]}</code>.</p>
<p>What was refused says why: <code>{"reason": "invalid", "detail": "...", "fields": {...}}</code>.
Every shape stands in <a href="/api/openapi.json">openapi.json</a>.</p>
${document.tags.map(({ name }) => group(document, name)).join("\n")}`
  })

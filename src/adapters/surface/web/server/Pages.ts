/**
 * The few pages that are shown before there is a dashboard: the way in, and what is being waited for. Pure text, without a
 * script. Everything that is put into one is escaped.
 */
import * as HttpServerResponse from "effect/http/HttpServerResponse"

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "")

const style = `
:root { color-scheme: light dark }
body { font: 15px/1.6 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center;
  background: light-dark(#fafafa, #111); color: light-dark(#1a1a1a, #e8e8e8) }
main { max-width: 30rem; padding: 2rem }
h1 { font-size: 1.1rem; font-weight: 600; margin: 0 0 .75rem }
p { margin: 0 0 1rem }
code { font: .92em ui-monospace, monospace; padding: .1em .35em; border-radius: 4px; background: light-dark(#ececec, #222) }
button { font: inherit; padding: .45rem 1rem; border-radius: 6px; border: 0; background: light-dark(#1f5fbf, #2563eb);
  color: #fff; cursor: pointer }
button:focus-visible { outline: 2px solid currentColor; outline-offset: 2px }
main.wide { max-width: 60rem; align-self: start }
h2 { font-size: 1rem; font-weight: 600; margin: 1.5rem 0 .5rem }
table { border-collapse: collapse; font-size: .92em }
td { padding: .2rem 1rem .2rem 0; vertical-align: top }
.q { color: light-dark(#666, #999); font: .85em ui-monospace, monospace; overflow-wrap: anywhere }
a { color: light-dark(#1f5fbf, #7aa7f7) }
pre { font: .85em/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
`

interface Page {
  readonly title: string
  /** HTML. */
  readonly body: string
  /** Loads itself anew after so many seconds. */
  readonly again?: number
  /** For tables. */
  readonly wide?: boolean
  readonly status: number
}

export const page = ({ again, body, status, title, wide = false }: Page) =>
  HttpServerResponse.html(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
${again === undefined ? "" : `<meta http-equiv="refresh" content="${again}">`}
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body><main${wide ? ' class="wide"' : ""}><h1>${escaped(title)}</h1>
${body}
</main></body>
</html>
`).pipe(HttpServerResponse.setStatus(status), HttpServerResponse.setHeader("cache-control", "no-store"))

const getLink = "<p>On the machine where the service runs: <code>orchestrator login</code></p>"

export const signedOut = page({
  title: "sign in to the orchestrator",
  status: 401,
  body: `<p>You get in with a link that works once.</p>
${getLink}
<p>Not your machine? Whoever runs this service can make a link for you, under people in their dashboard.</p>`
})

/** One button, because programs that look at links before people do would use it up. */
const signInButton = (code: string, words: string) => `<form method="post" action="/login">
<input type="hidden" name="code" value="${escaped(code)}">
<button autofocus>${words}</button>
</form>`

export const confirmSignIn = (code: string) =>
  page({
    title: "sign in to the orchestrator",
    status: 200,
    body: `<p>This link signs this browser in, once.</p>
${signInButton(code, "sign in")}`
  })

/** The link was not used up by it. */
export const notSignedIn = (why: string, code: string) =>
  page({
    title: "that did not work",
    status: 503,
    body: `<p>${escaped(why)}</p>
<p>The link still works, until its 15 minutes are over.</p>
${signInButton(code, "try again")}`
  })

export const deadLink = page({
  title: "that link does not work",
  status: 410,
  body: `<p>It was used already, or its 15 minutes are over.</p>
${getLink}
<p>Signed in already? <a href="/">Go on to the dashboard.</a></p>`
})

export const tooManyLinks = (words: string) =>
  page({ title: "wait a moment", status: 429, body: `<p>${escaped(words)}</p>` })

export const foreignForm = page({
  title: "that came from elsewhere",
  status: 403,
  body: "<p>Open the link itself and press the button there.</p>"
})

export const beingBuilt = page({
  title: "the dashboard is being built",
  status: 503,
  again: 1,
  body: "<p>That is done once after an update and takes a few seconds. This page goes on by itself.</p>"
})

export const notBuilt = (words: string) =>
  page({
    title: "there is no dashboard",
    status: 503,
    body: `<pre>${escaped(words)}</pre><p>Then start the service anew. Everything else works meanwhile.</p>`
  })

/** What a link on another site opens does not bring the cookie along; what this page then loads does. */
export const onceMore = page({ title: "one moment", status: 200, again: 0, body: '<p><a href="">go on</a></p>' })

export const broken = (words: string) =>
  page({ title: "that did not work", status: 503, body: `<p>${escaped(words)}</p>`, again: 5 })

/** What agents write, as people on Slack see it: code, tables, diffs and links; and what hostile text does not do. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { walkSlack } from "../../support/slack/SlackWalk.ts"
import { messageLines } from "../../support/slack/Transcript.ts"
import { using } from "./Using.ts"
import { watching } from "./Watching.ts"

describe("formatting on slack", () => {
  it.live("markdown looks as it was meant, in a message that grew and in one that was edited", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const look = watching(walk)
          const first = ann.says(general, "!markdown")
          yield* look.settled(first)
          slack.install.streams = "feature_not_enabled"
          const second = ann.says(general, "!diff 5 lines", { thread: first })
          yield* look.settled(second)
          const third = ann.says(general, "!markdown", { thread: first })
          yield* look.settled(third)
          const reports = look
            .ours(first)
            .map((message) => look.shown(message))
            .filter((text) => text.includes("Rehearsed report"))
            .map((text) => text.slice(text.indexOf("Rehearsed report")).replace(/· scout.*/s, ""))
          assert.strictEqual(reports.length, 2)
          assert.strictEqual(reports[0], reports[1], "streamed or not, it reads the same")
          expect(look.screen(general)).toMatchInlineSnapshot(`
            "ann: !markdown
              | scout [APP]:
              |   [✓ done · Ns]
              |   Rehearsed report
              |
              |   Some bold, some italics, some \`code\` and a link (https://example.com).
              |
              |   | file | lines | state |
              |   | --- | ---: | --- |
              |   | src/main.ts | 120 | changed |
              |   | src/other.ts | 7 | new |
              |
              |   1. first
              |      • nested
              |   2. second
              |
              |   \`\`\`ts
              |   export const answer: number = 42
              |   \`\`\`
              |
              |   \`\`\`diff
              |   --- a/src/main.ts
              |   +++ b/src/main.ts
              |   @@ -1,2 +1,2 @@
              |   -const answer = 41
              |   +const answer = 42
              |    export { answer }
              |   \`\`\`
              |
              |   > Nothing was changed: this is a rehearsal.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !diff 5 lines
              | scout [APP]: \`\`\`diff
              |   --- a/src/main.ts
              |   +++ b/src/main.ts
              |   @@ -0,0 +1,5 @@
              |   +line 1
              |   +line 2
              |   +line 3
              |   +line 4
              |   +line 5
              |   \`\`\`
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !markdown
              | scout [APP]: Rehearsed report
              |
              |   Some bold, some italics, some \`code\` and a link (https://example.com).
              |
              |   | file | lines | state |
              |   | --- | ---: | --- |
              |   | src/main.ts | 120 | changed |
              |   | src/other.ts | 7 | new |
              |
              |   1. first
              |      • nested
              |   2. second
              |
              |   \`\`\`ts
              |   export const answer: number = 42
              |   \`\`\`
              |
              |   \`\`\`diff
              |   --- a/src/main.ts
              |   +++ b/src/main.ts
              |   @@ -1,2 +1,2 @@
              |   -const answer = 41
              |   +const answer = 42
              |    export { answer }
              |   \`\`\`
              |
              |   > Nothing was changed: this is a rehearsal.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!markdown": active)"
          `)
          assert.deepStrictEqual(look.limits(), [])
        }),
      { transport: "http" }
    )
  )

  it.live("hostile words of people and agents wake nobody up, open nothing, and pretend nothing", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack } = walk
        const look = watching(walk)
        const { failures } = using(walk)
        const devs = slack.group("devs", ann)
        const first = ann.says(general, `!say <!channel> & ${ann.mention} & ${devs.mention} & &lt;!here&gt; a<b && c>d`)
        yield* look.settled(first)
        const says = (text: string) => {
          const said = ann.says(general, text, { thread: first })
          return Effect.as(look.settled(said), said)
        }
        yield* says(
          "!say [https://slack.com](https://evil.example) [click](javascript:alert(1)) ![x](https://evil.example/x.png)"
        )
        yield* says(
          "!say `@channel` @everyone @here *<b>bold</b>* _&amp;amp;_ <https://evil.example|https://slack.com>"
        )
        const asked = ann.says(general, '!question "Which <!here> color?" "<b>Red" Blue', { thread: first })
        yield* look.sees(asked, "color?")
        const form = yield* ann.presses(general, "Other…").view
        // Here it is the bare notation, as no client would send it in a message.
        ann.submits(form, {
          "your answer": `<!channel> <@${ann.id}> <!subteam^${devs.id}> <#${general.id}> <!date^1^{date}|x> <https://evil.example|slack.com> \`<!everyone>\``
        })
        yield* look.settled(asked)
        const tool = ann.says(general, '!ask Bash "echo \\"<!channel>\\" > &lt;@U1&gt; ```"', { thread: first })
        yield* look.sees(tool, "scout asks")
        ann.presses(general, "Deny")
        yield* look.settled(tool)
        for (const message of look.ours(first)) {
          const lines = messageLines(slack.world, message).join("\n")
          assert.notInclude(lines, "NOTIFIES")
          assert.notInclude(message.text, "<!")
          assert.notInclude(message.text, "<@")
        }
        expect(look.screen(general).replaceAll(/\b[UCS][A-Z0-9]{9}\b/g, "ID")).toMatchInlineSnapshot(`
          "ann: !say NOTIFIES @channel & @ann & NOTIFIES @devs & &lt;!here&gt; a<b && c>d
            | scout [APP]:
            |   [✓ done · Ns]
            |   @​channel & @ann & @devs & <!here> a<b && c>d
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !say [https://slack.com](https://evil.example) [click](javascript:alert(1)) ![x](https://evil.example/x.png)
            | scout [APP]:
            |   [✓ done · Ns]
            |   https://slack.com (https://evil.example) click (javascript:alert(1)) x (https://evil.example/x.png)
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !say \`@channel\` @everyone @here <b>bold</b> &amp;amp; <https://slack.com (https://evil.example)>
            | scout [APP]:
            |   [✓ done · Ns]
            |   \`@channel\` @​everyone @​here <b>bold</b> &amp; <https://slack.com (https://evil.example)>
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !question "Which NOTIFIES @here color?" "<b>Red" Blue
            | scout [APP]:
            |   [✓ done · Ns]
            |   The answer was <!channel> <@ID> <!subteam^ID> <#ID> <!date^1^{date}|x> https://evil.example%7Cslack.com \`<!everyone>\`.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | scout [APP]: scout has a question
            |
            |   Which @​here color?
            |   • <b>Red · take <b>Red
            |   • Blue · take Blue
            |   · ✓ answered by ann · <!channel> <@ID> <!subteam^ID> <#ID> <!date^1^{date}|x> <https://evil.example|slack.com> ​\`<!everyone>\`
            | ann: !ask Bash "echo \\"NOTIFIES @channel\\" > &lt;@U1&gt; \`\`\`"
            | scout [APP]:
            |   [✓ done · 1 command · Ns]
            |     ✗ run echo "@​channel" > &lt;@U1&gt; \`\`\`
            |   Bash was denied.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`\`sh
            |   echo "@channel" > &lt;@U1&gt; \`\`\`
            |   \`\`\`\`
            |   · ✗ denied by ann
            | (session "!say @channel & @ann & @devs & &lt;!here&gt; a<b && c>d": active)"
        `)
        assert.deepStrictEqual([...failures(), ...look.limits()], [])
      })
    )
  )
})

import { assert, describe, it } from "@effect/vitest"
import { ConversationId, MessageId, PlatformName, TurnId } from "../../../src/core/model/Ids.ts"
import { makeJointMarks } from "../../../src/core/render/JointMarks.ts"

const message = (id: string) => ({
  platform: PlatformName.make("chat"),
  conversation: ConversationId.make("room"),
  message: MessageId.make(id)
})
const one = TurnId.make("one")
const two = TurnId.make("two")
const three = TurnId.make("three")

describe("a message that several turns answer", () => {
  it("stands as the worst of them once the last has ended, whichever that is", () => {
    const marks = makeJointMarks()
    for (const turn of [one, two, three]) marks.join(message("1"), turn)
    marks.join(message("2"), one)
    assert.isUndefined(marks.ended(message("1"), two, "stopped"))
    assert.isUndefined(marks.ended(message("1"), one, "failed"))
    assert.strictEqual(marks.ended(message("2"), one, "done"), "done")
    assert.strictEqual(marks.ended(message("1"), three, "done"), "failed")
    // The next to answer it begins anew: what was tried again and worked is not failed any more.
    marks.join(message("1"), one)
    assert.strictEqual(marks.ended(message("1"), one, "done"), "done")
  })

  it("does not wait for one that went without an end, and takes the word of one that it does not know", () => {
    const marks = makeJointMarks()
    marks.join(message("1"), one)
    marks.join(message("1"), two)
    assert.isUndefined(marks.ended(message("1"), three, "done"))
    marks.leave(message("1"), two)
    assert.strictEqual(marks.ended(message("1"), one, "stopped"), "stopped")
    marks.leave(message("1"), one)
    assert.strictEqual(marks.ended(message("1"), two, "failed"), "failed")
  })
})

/**
 * Why something that was asked of the registry of agents was not done. Owns the words, each with its remedy.
 */
import * as Schema from "effect/Schema"
import { Problem, problemText } from "./Problem.ts"

export class UnknownAgent extends Schema.TaggedError<UnknownAgent>()("UnknownAgent", {
  name: Schema.String,
  near: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    return `no agent is called ${this.name}${this.near === undefined ? "" : `; did you mean ${this.near}?`}`
  }
}
export class DisabledByProblems extends Schema.TaggedError<DisabledByProblems>()("DisabledByProblems", {
  name: Schema.String,
  problems: Schema.Array(Problem)
}) {
  override get message() {
    return `${this.name} is disabled: ${this.problems.map(problemText).join("; ")}`
  }
}
/** Nothing was stored: what is wrong is in what was said, and no file has it. */
export class InvalidAgent extends Schema.TaggedError<InvalidAgent>()("InvalidAgent", {
  problems: Schema.Array(Problem)
}) {
  override get message() {
    return this.problems.map(({ key, text }) => (key === "" ? text : `${key}: ${text}`)).join("\n")
  }
}
export class NameTaken extends Schema.TaggedError<NameTaken>()("NameTaken", {
  name: Schema.String,
  file: Schema.String
}) {
  override get message() {
    return `${this.name} exists already (${this.file}); edit it or choose another name`
  }
}
export class NotOurs extends Schema.TaggedError<NotOurs>()("NotOurs", { name: Schema.String, file: Schema.String }) {
  override get message() {
    return `${this.name} comes from ${this.file}, which is not changed from here; remove that file by hand`
  }
}
export class CannotWrite extends Schema.TaggedError<CannotWrite>()("CannotWrite", {
  file: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `${this.file} cannot be written; check the free space and the permissions of its folder`
  }
}

/** Somebody else wrote it since it was read. */
export class ChangedMeanwhile extends Schema.TaggedError<ChangedMeanwhile>()("ChangedMeanwhile", {
  name: Schema.String,
  file: Schema.String
}) {
  override get message() {
    return `${this.file} was changed meanwhile; look at what it says now, then store it again`
  }
}

export class AgentsError extends Schema.TaggedError<AgentsError>()("AgentsError", {
  reason: Schema.Union([
    UnknownAgent,
    DisabledByProblems,
    InvalidAgent,
    NameTaken,
    NotOurs,
    CannotWrite,
    ChangedMeanwhile
  ])
}) {
  override get message() {
    return this.reason.message
  }
}

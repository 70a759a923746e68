/**
 * What a form carries while a person fills it in: which one it is, and where its answer belongs, as ids and never as data.
 * Owns the notation in `callback_id` and `private_metadata`. What comes back is checked as strictly as any stranger's.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const Id = Schema.String.check(Schema.isPattern(/^[A-Z][A-Z0-9]{1,30}$/))
const Stamp = Schema.String.check(Schema.isPattern(/^\d{1,16}\.\d{6}$/))

/** Where the form was opened, and where its answer belongs. */
export const FormPlace = Schema.Struct({
  team: Id,
  channel: Id,
  thread: Schema.optionalKey(Stamp),
  /** The message that the form is about. */
  message: Schema.optionalKey(Stamp)
})
export type FormPlace = typeof FormPlace.Type

const Target = Schema.NonEmptyString.check(Schema.isMaxLength(255))

export const Form = Schema.TaggedUnion({
  Command: { command: Schema.String.check(Schema.isPattern(/^[a-z][a-z -]{0,60}$/)), place: FormPlace },
  /** The words that go with a denial or a plan that is sent back. */
  Feedback: { action: Schema.Literals(["deny", "revise"]), target: Target, place: FormPlace },
  /** An answer in one's own words. */
  Other: { target: Target, question: Schema.Natural, place: FormPlace },
  /** A question about a message. */
  About: { place: FormPlace }
})
export type Form = typeof Form.Type

const longest = 3_000
const version = "o1"

const Metadata = Schema.fromJsonString(Form)
const encode = Schema.encodeOption(Metadata)
const decode = Schema.decodeUnknownOption(Metadata)

export interface FormId {
  readonly callback_id: string
  readonly private_metadata: string
}

/** Undefined when it does not fit: then there can be no such form. */
export const encodeForm = (form: Form): FormId | undefined =>
  Option.match(encode(form), {
    onNone: () => undefined,
    onSome: (private_metadata) =>
      private_metadata.length <= longest
        ? { callback_id: `${version}.${form._tag.toLowerCase()}`, private_metadata }
        : undefined
  })

/** Undefined for everything that `encodeForm` does not make. */
export const decodeForm = ({ callback_id, private_metadata }: FormId): Form | undefined => {
  if (private_metadata.length > longest) return undefined
  const form = Option.getOrUndefined(decode(private_metadata))
  const made = form === undefined ? undefined : encodeForm(form)
  return made?.callback_id === callback_id && made.private_metadata === private_metadata ? form : undefined
}

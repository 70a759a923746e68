/**
 * Who may do what, where. Default deny: what no rule allows is refused. Pure, so that it can be asked again at every
 * press of a button; where paired owners are kept is not its business, they are handed in with the rules.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Conversation, Person } from "../model/Conversation.ts"
import { ConversationId, PlatformName, UserId } from "../model/Ids.ts"

/** `talk`: be answered. `approve`: answer asks. `administer`: change agents and bindings. `spend`: raise budgets. */
export const AccessAction = Schema.Literals(["talk", "approve", "administer", "spend"])
export type AccessAction = typeof AccessAction.Type

/** The rules where `platform` is a name that is known to exist: a misspelt one would allow nobody. */
export const accessRules = (platform: Schema.Codec<PlatformName, string>) =>
  Schema.Struct({
    owners: Schema.Array(
      Schema.Struct({
        platform,
        user: UserId.annotate({ description: "The person's id on that platform" })
      })
    )
      .pipe(Schema.withDecodingDefaultKey(Effect.succeed([])))
      .annotate({
        description: "People who may do everything, beside those who paired: a list of platform, user"
      }),
    allow: Schema.Array(
      Schema.Struct({
        platform,
        user: Schema.optionalKey(UserId).annotate({ description: "A person's id" }),
        role: Schema.optionalKey(Schema.NonEmptyString).annotate({ description: "The id of a role or user group" }),
        channel: Schema.optionalKey(ConversationId).annotate({
          description: "The id of a channel, category or workspace; holds in its threads too"
        }),
        actions: Schema.NonEmptyArray(AccessAction).annotate({ description: "Any of talk, approve, administer, spend" })
      }).check(
        Schema.makeFilter((rule) => (rule.user ?? rule.role ?? rule.channel) !== undefined, {
          expected: "at least one of user, role, channel"
        })
      )
    )
      .pipe(Schema.withDecodingDefaultKey(Effect.succeed([])))
      .annotate({
        description: "What others may do: a list of platform, user, role, channel (all given must hold), actions"
      }),
    local: Schema.Array(PlatformName)
      .pipe(Schema.withDecodingDefaultKey(Effect.succeed([])))
      .annotate({ description: "Platforms of this machine alone, whose word for who the owner is counts" })
  })

export const AccessRules = accessRules(PlatformName)
export type AccessRules = typeof AccessRules.Type

/** The role that a local platform gives the person at this machine. On any other platform it is a role like others. */
export const ownerRole = "owner"

export const isOwner = (rules: AccessRules, person: Person, platform: PlatformName): boolean =>
  rules.owners.some((owner) => owner.platform === platform && owner.user === person.id) ||
  (rules.local.includes(platform) && person.roles.includes(ownerRole))

export const allowed = (
  rules: AccessRules,
  person: Person,
  conversation: Conversation,
  action: AccessAction
): boolean =>
  isOwner(rules, person, conversation.platform) ||
  rules.allow.some(
    (rule) =>
      rule.platform === conversation.platform &&
      rule.actions.includes(action) &&
      // A rule that names nobody and nothing allows nobody, however it came to be.
      (rule.user ?? rule.role ?? rule.channel) !== undefined &&
      (rule.user === undefined || rule.user === person.id) &&
      (rule.role === undefined || person.roles.includes(rule.role)) &&
      (rule.channel === undefined || rule.channel === conversation.id || conversation.within.includes(rule.channel))
  )

// The API's words under short names; the shapes are generated from
// api/openapi.yaml.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Agent = Schemas['Agent'];
export type AgentState = Schemas['AgentState'];
export type AgentChoice = Schemas['AgentChoice'];
export type Call = Schemas['Call'];
export type CallState = Schemas['CallState'];
export type Card = Schemas['Card'];
export type CardChange = Schemas['CardChange'];
export type CardMerged = Schemas['CardMerged'];
export type Change = Schemas['Change'];
export type Board = Schemas['Board'];
export type BoardColumn = Schemas['BoardColumn'];
export type Deal = Schemas['Deal'];
export type DealChange = Schemas['DealChange'];
export type DealLine = Schemas['DealLine'];
export type DeskEvent = Schemas['DeskEvent'];
export type DeskNow = Schemas['DeskNow'];
export type Disposition = Schemas['Disposition'];
export type Field = Schemas['Field'];
export type Hashtag = Schemas['Hashtag'];
export type Job = Schemas['Job'];
export type Labels = Schemas['Labels'];
export type Level = Schemas['Level'];
export type Me = Schemas['Me'];
export type Note = Schemas['Note'];
export type Offer = Schemas['Offer'];
export type OfferResult = Schemas['OfferResult'];
export type Pipeline = Schemas['Pipeline'];
export type Policy = Schemas['Policy'];
export type PolicyChange = Schemas['PolicyChange'];
export type Reason = Schemas['Reason'];
export type Recording = Schemas['Recording'];
export type SipAccount = Schemas['SipAccount'];
export type Stage = Schemas['Stage'];
export type TagEffect = Schemas['TagEffect'];
export type Effect = Schemas['Effect'];
export type Duty = Schemas['Duty'];
export type Task = Schemas['Task'];
export type TaskEvent = Schemas['TaskEvent'];
export type TaskChange = Schemas['TaskChange'];
export type OutcomeKind = Schemas['OutcomeKind'];
export type Tier = Schemas['Tier'];
export type TimelineItem = Schemas['TimelineItem'];
export type Today = Schemas['Today'];

// SPDX-License-Identifier: Apache-2.0
// Made by tools/gen.mjs from schema/. Do not edit: change the schema and run ./dev gen.

export const HISTORY_FAULT = ['none', 'refused', 'broken'] as const
export type HistoryFault = (typeof HISTORY_FAULT)[number]

export const ROLE = ['admin', 'operator', 'supervisor', 'unit', 'auditor', 'camera', 'tracker', 'alarm', 'portal', 'partner'] as const
export type Role = (typeof ROLE)[number]

export const LANG = ['en', 'ru', 'uz', 'kk'] as const
export type Lang = (typeof LANG)[number]

export const SITE_KIND = ['school', 'kindergarten', 'hospital', 'office', 'shop', 'bank', 'station', 'other'] as const
export type SiteKind = (typeof SITE_KIND)[number]

export const DEVICE_KIND = ['camera', 'button', 'panel', 'tablet', 'tracker', 'other'] as const
export type DeviceKind = (typeof DEVICE_KIND)[number]

export const DEVICE_STATE = ['active', 'maintenance', 'unknown', 'retired'] as const
export type DeviceState = (typeof DEVICE_STATE)[number]

export const TEST_HOW = ['signal', 'drill', 'press'] as const
export type TestHow = (typeof TEST_HOW)[number]

export const AREA_KIND = ['country', 'region', 'district', 'other'] as const
export type AreaKind = (typeof AREA_KIND)[number]

export const UNIT_KIND = ['patrol', 'traffic', 'inspector', 'foot', 'duty'] as const
export type UnitKind = (typeof UNIT_KIND)[number]

export const UNIT_DUTY = ['off', 'on'] as const
export type UnitDuty = (typeof UNIT_DUTY)[number]

export const UNIT_STATUS = ['available', 'dispatched', 'en_route', 'on_scene', 'busy', 'out'] as const
export type UnitStatus = (typeof UNIT_STATUS)[number]

export const ALARM_KIND = ['panic', 'duress', 'help', 'fire', 'intrusion', 'medical', 'technical', 'tamper', 'silence', 'test', 'other', 'history', 'warning', 'welfare'] as const
export type AlarmKind = (typeof ALARM_KIND)[number]

export const PANEL_SAYS = ['alarm', 'restored', 'test', 'report'] as const
export type PanelSays = (typeof PANEL_SAYS)[number]

export const ALARM_STATE = ['active', 'acknowledged', 'closed'] as const
export type AlarmState = (typeof ALARM_STATE)[number]

export const SNAPSHOT_WHEN = ['before', 'now'] as const
export type SnapshotWhen = (typeof SNAPSHOT_WHEN)[number]

export const STEP_ANSWER = ['yes', 'no', 'done', 'unreached', 'matched', 'mismatch', 'duress'] as const
export type StepAnswer = (typeof STEP_ANSWER)[number]

export const PRACTICE = ['no', 'drill', 'maintenance'] as const
export type Practice = (typeof PRACTICE)[number]

export const ALARM_CAUSE = ['none', 'battery', 'test_missed'] as const
export type AlarmCause = (typeof ALARM_CAUSE)[number]

export const DISPOSITION = ['genuine', 'false_alarm', 'accident', 'test', 'technical', 'duplicate', 'unfounded', 'handled_elsewhere'] as const
export type Disposition = (typeof DISPOSITION)[number]

export const WEEKDAY = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof WEEKDAY)[number]

export const SCHEDULE_STATE = ['planned', 'due', 'overdue'] as const
export type ScheduleState = (typeof SCHEDULE_STATE)[number]

export const DRILL_STATE = ['planned', 'running', 'over'] as const
export type DrillState = (typeof DRILL_STATE)[number]

export const WARNING_STATUS = ['actual', 'exercise', 'test'] as const
export type WarningStatus = (typeof WARNING_STATUS)[number]

export const WARNING_STATE = ['active', 'cancelled', 'expired'] as const
export type WarningState = (typeof WARNING_STATE)[number]

export const WARNING_CATEGORY = ['geo', 'met', 'safety', 'security', 'rescue', 'fire', 'health', 'env', 'transport', 'infra', 'cbrne', 'other'] as const
export type WarningCategory = (typeof WARNING_CATEGORY)[number]

export const WARNING_URGENCY = ['immediate', 'expected', 'future', 'past', 'unknown'] as const
export type WarningUrgency = (typeof WARNING_URGENCY)[number]

export const WARNING_SEVERITY = ['extreme', 'severe', 'moderate', 'minor', 'unknown'] as const
export type WarningSeverity = (typeof WARNING_SEVERITY)[number]

export const WARNING_CERTAINTY = ['observed', 'likely', 'possible', 'unlikely', 'unknown'] as const
export type WarningCertainty = (typeof WARNING_CERTAINTY)[number]

export const WARNING_TRUST = ['unsigned', 'unverified', 'verified', 'broken'] as const
export type WarningTrust = (typeof WARNING_TRUST)[number]

export const INCIDENT_KIND = ['alarm', 'robbery', 'violence', 'theft', 'traffic', 'dangerous_driving', 'wanted_vehicle', 'missing_person', 'noise', 'fire', 'medical', 'officer_help', 'other'] as const
export type IncidentKind = (typeof INCIDENT_KIND)[number]

export const INCIDENT_STATE = ['received', 'queued', 'dispatched', 'en_route', 'on_scene', 'cleared', 'closed'] as const
export type IncidentState = (typeof INCIDENT_STATE)[number]

export const MESSAGE_WAY = ['to_unit', 'to_desk'] as const
export type MessageWay = (typeof MESSAGE_WAY)[number]

export const ASSIGNMENT_STATE = ['sent', 'accepted', 'en_route', 'on_scene', 'cleared', 'refused', 'cancelled'] as const
export type AssignmentState = (typeof ASSIGNMENT_STATE)[number]

export const RECEIPT = ['delivered', 'seen'] as const
export type Receipt = (typeof RECEIPT)[number]

export const VEHICLE_CLASS = ['unknown', 'car', 'motorcycle', 'truck', 'bus', 'van', 'trailer'] as const
export type VehicleClass = (typeof VEHICLE_CLASS)[number]

export const HIT_STATE = ['unconfirmed', 'seen', 'confirmed', 'dismissed', 'expired'] as const
export type HitState = (typeof HIT_STATE)[number]

export const WANTED_REASON = ['stolen', 'wanted_person', 'missing_person', 'hit_and_run', 'crime', 'unpaid', 'other'] as const
export type WantedReason = (typeof WANTED_REASON)[number]

export const VIOLATION_KIND = ['speeding', 'repeated', 'wrong_way'] as const
export type ViolationKind = (typeof VIOLATION_KIND)[number]

export const NOTICE_ACTION = ['observe', 'confirmed', 'danger', 'withdrawn'] as const
export type NoticeAction = (typeof NOTICE_ACTION)[number]

export const NOTICE_STATE = ['sent', 'answered', 'moved', 'expired', 'withdrawn'] as const
export type NoticeState = (typeof NOTICE_STATE)[number]

export const APPROVAL_STATE = ['open', 'approved', 'refused', 'withdrawn', 'expired'] as const
export type ApprovalState = (typeof APPROVAL_STATE)[number]

export const ACCESS = ['public', 'duty', 'look_up'] as const
export type Access = (typeof ACCESS)[number]

export const PURPOSE = ['none', 'response', 'pursuit', 'missing_person', 'investigation', 'court_order', 'complaint', 'conduct', 'audit', 'break_glass', 'subject'] as const
export type Purpose = (typeof PURPOSE)[number]

export const REVIEW_REASON = ['young_incident', 'repeated', 'break_glass', 'sample', 'unnamed'] as const
export type ReviewReason = (typeof REVIEW_REASON)[number]

export const REVIEW_VERDICT = ['in_order', 'unclear', 'misuse'] as const
export type ReviewVerdict = (typeof REVIEW_VERDICT)[number]

/** This journal and the process that keeps it. */
export interface Centre {
  /** sequence of the event that changed it last */
  seq: number
  /** random name of this journal, drawn once */
  journal?: string
  /** version of the program that wrote the event */
  version?: string
  /** last start */
  started_at?: string
  /** since when nothing could be received before the last start */
  blind_from?: string
  /** until when */
  blind_to?: string
  /** since when look-ups are suspended, because no checkpoint was cosigned by the witnesses; none: they are not */
  suspended_at?: string
  /** refused: a witness has seen another history; broken: the own signer does not sign it */
  history_fault?: HistoryFault
  /** who says so, in words */
  history_said?: string
  /** name of the public log since it was begun anew; empty: the one that was set */
  log_origin?: string
  /** name of the log before */
  log_old?: string
  /** entries of it that are the beginning of this one, too */
  log_kept?: number
  /** the last entry of it that is lost, the first being the one after those; none: no loss is known */
  log_lost_to?: number
  /** when it was begun anew */
  log_at?: string
  /** the two persons who decided it */
  log_by?: string[]
  /** why */
  log_why?: string
}

/** A person who may sign in. */
export interface User {
  /** sequence of the event that changed it last */
  seq: number
  /** sign-in name */
  name?: string
  /** what the person may do */
  role?: Role
  /** area the person is limited to; empty: all */
  area?: string
  /** name shown in timelines */
  full_name?: string
  /** for the role unit: which unit */
  unit?: string
  /** language of the pages */
  lang?: Lang
  /** may no longer sign in */
  disabled?: boolean
  /** who set the password last: oneself, or who gave it; local: the machine's own tool */
  password_by?: string
  /** when */
  password_at?: string
  /** when added */
  created_at?: string
}

/** A signed-in browser. */
export interface Session {
  /** sequence of the event that changed it last */
  seq: number
  /** whose */
  user?: string
  /** sign-in */
  opened_at?: string
  /** opened with a password that somebody else had set: it may do nothing before there is one of one's own */
  given?: boolean
  /** when it ends by itself */
  wake_at?: string
}

/** A device's or a program's token; the token itself is shown once and never stored. */
export interface Token {
  /** sequence of the event that changed it last */
  seq: number
  /** what it is for */
  name?: string
  /** what it may do */
  role?: Role
  /** devices it may speak for; empty: all of its area */
  devices?: string[]
  /** area it may speak for; empty with no devices: all */
  area?: string
  /** when made */
  created_at?: string
  /** by whom */
  created_by?: string
  /** since when more unknown devices than allowed speak with it */
  crowded_at?: string
}

/** A district, a region: what a duty desk sees. */
export interface Area {
  /** sequence of the event that changed it last */
  seq: number
  /** name shown */
  name?: string
  /** Russian name */
  name_ru?: string
  /** Uzbek name */
  name_uz?: string
  /** Kazakh name */
  name_kk?: string
  /** level */
  kind?: AreaKind
  /** its local time: so many minutes east of UTC; absent: as the area around it */
  utc_offset_min?: number
  /** the area it is part of */
  parent?: string
  /** a point inside */
  lat?: number
  /** a point inside */
  lon?: number
  /** its duty desk: name and number to call */
  desk?: string
  /** polygons as nested arrays of integers, [lon×10⁷, lat×10⁷] */
  geometry?: unknown
}

/** A protected place: school, hospital, shop. */
export interface Site {
  /** sequence of the event that changed it last */
  seq: number
  /** name shown */
  name?: string
  /** what it is */
  kind?: SiteKind
  /** area it lies in */
  area?: string
  /** address */
  address?: string
  /** position */
  lat?: number
  /** position */
  lon?: number
  /** numbers of the site itself: guard, office; people stand among the keyholders */
  contacts?: string
  /** image of its plan, in the vault; empty: none */
  plan?: string
  /** since when */
  plan_at?: string
}

/** Who is called when something happens at a site, in order. Name and number leave the centre only where they are asked for, and that is written down. */
export interface Keyholder {
  /** sequence of the event that changed it last */
  seq: number
  /** of which site */
  site?: string
  /** area of the site */
  area?: string
  /** in which order they are called */
  place?: number
}

/** What to ask when calling back, and whom to call next: for one site, an area, or everywhere. */
export interface Procedure {
  /** sequence of the event that changed it last */
  seq: number
  /** site/ID or area/ID; empty: everywhere */
  of?: string
  /** area it lies in */
  area?: string
  /** only for sites of this kind */
  site_kind?: SiteKind
  /** only for alarms of this kind */
  alarm_kind?: AlarmKind
  /** questions, one a line */
  script_en?: string
  /** the same in Russian */
  script_ru?: string
  /** in Uzbek */
  script_uz?: string
  /** in Kazakh */
  script_kk?: string
}

/** Camera, alarm button, panel, tablet, tracker. */
export interface Device {
  /** sequence of the event that changed it last */
  seq: number
  /** name shown */
  name?: string
  /** what it is */
  kind?: DeviceKind
  /** site it protects */
  site?: string
  /** area it stands in */
  area?: string
  /** position */
  lat?: number
  /** position */
  lon?: number
  /** camera: where it looks */
  heading?: number
  /** camera: limit on its road */
  speed_limit?: number
  /** camera: direction of lawful traffic */
  allowed_heading?: number
  /** camera: the other direction is wrong-way driving */
  one_way?: boolean
  /** expected rhythm of heartbeats in seconds; 0: none */
  period_s?: number
  /** tablet, tracker: whose position it gives */
  unit?: string
  /** panel: its account number at a DC-09 receiver, upper case */
  account?: string
  /** panel: its zones, one a line: 3 Director's office */
  zones?: string
  /** panel: the last it said that was no alarm: opened, closed, tested */
  reported?: string
  /** when */
  reported_at?: string
  /** where it is on its site's plan: from the left edge */
  plan_x?: number
  /** and from the upper one */
  plan_y?: number
  /** camera: the centre brings its pictures itself */
  has_still?: boolean
  /** in service? */
  state?: DeviceState
  /** set while it is silent */
  silent_since?: string
  /** first sign of life: it was connected */
  heard_at?: string
  /** set while its battery is low */
  battery_low_since?: string
  /** when it last proved itself */
  tested_at?: string
  /** by its own test signal, by a press in a drill, by a press a person closed as a test */
  tested_how?: TestHow
  /** who planned the maintenance */
  maintained_by?: string
  /** why */
  maintained_why?: string
  /** while unknown: the token it spoke with first */
  seen_by?: string
  /** end of a planned maintenance; when an unknown one is forgotten */
  wake_at?: string
}

/** Who can be sent: crew, vehicle and device. */
export interface Unit {
  /** sequence of the event that changed it last */
  seq: number
  /** call sign */
  name?: string
  /** what it is */
  kind?: UnitKind
  /** home area */
  area?: string
  /** what it can do */
  skills?: string[]
  /** vehicle */
  vehicle?: string
  /** who is in it */
  crew?: string
  /** on or off duty */
  duty?: UnitDuty
  /** since when */
  duty_since?: string
  /** the running shift */
  shift?: string
  /** what it is doing */
  status?: UnitStatus
  /** since when */
  status_at?: string
  /** current assignment; empty: none */
  assignment?: string
  /** the tablet's page is visible and connected */
  listening?: boolean
  /** its sound was tested and is on */
  sound?: boolean
  /** since when */
  listening_at?: string
  /** on duty, but no position since; 0: heard */
  silent_since?: string
}

/** One sign-on of a unit, from on duty to off duty. */
export interface Shift {
  /** sequence of the event that changed it last */
  seq: number
  /** which unit */
  unit?: string
  /** who signed on */
  user?: string
  /** on duty since */
  from?: string
  /** off duty at; 0: running */
  to?: string
  /** when it leaves the picture */
  wake_at?: string
}

/** An alarm from a device: latched until a person closes it with a disposition. */
export interface Alarm {
  /** sequence of the event that changed it last */
  seq: number
  /** which device */
  device?: string
  /** site protected */
  site?: string
  /** area, fixed at the first press */
  area?: string
  /** what it says */
  kind?: AlarmKind
  /** 1 is the highest */
  priority?: number
  /** active, acknowledged, closed */
  state?: AlarmState
  /** device time of the last press; received, where clock_bad */
  at?: string
  /** the last press said no time, or one that cannot be true */
  clock_bad?: boolean
  /** received, first press */
  raised_at?: string
  /** received, last press */
  pressed_at?: string
  /** presses inside this alarm */
  count?: number
  /** position */
  lat?: number
  /** position */
  lon?: number
  /** what the device said */
  detail?: string
  /** nobody has registered this device */
  unknown_device?: boolean
  /** its device had been retired when it pressed last */
  retired_device?: boolean
  /** of a panel: the code of the last press: 1130, BA */
  code?: string
  /** of a panel: its zone, number and name */
  zone?: string
  /** when the panel said that the cause is over; nothing is closed by that */
  restored_at?: string
  /** for help: which unit */
  unit?: string
  /** for a mass silence: how many devices; for missed tests: how many sites */
  devices?: number
  /** who has it: works on it, hands it over and closes it */
  owner?: string
  /** whose it was, who is told */
  owner_before?: string
  /** since when */
  owned_at?: string
  /** to whom its owner hands it over: user/ID, or desk/AREA; desk/ alone is the centre */
  offered_to?: string
  /** until when that can be accepted */
  offered_until?: string
  /** of an alarm the centre raised itself: a low battery, weekly tests that were missed */
  cause?: AlarmCause
  /** pressed in a drill, or while the device was in maintenance: recorded and marked, it does not alert; a person may say that it is real */
  practice?: Practice
  /** in which drill */
  drill?: string
  /** who acknowledged */
  acked_by?: string
  /** when */
  acked_at?: string
  /** 0 none, 1 after 30 s, 2 after 60 s unacknowledged */
  escalated?: number
  /** incident made from it */
  incident?: string
  /** how it ended */
  disposition?: Disposition
  /** who closed */
  closed_by?: string
  /** when */
  closed_at?: string
  /** active, but put aside with its source until then: it is no work and does not go up */
  shelved_until?: string
  /** next escalation, when its shelf ends, when an offer to hand it over is over, or when it leaves the picture */
  wake_at?: string
}

/** A picture that a camera beside an alarm was asked for; its file lies in the vault. */
export interface Snapshot {
  /** sequence of the event that changed it last */
  seq: number
  /** for which alarm */
  alarm?: string
  /** which camera */
  camera?: string
  /** area of the alarm */
  area?: string
  /** from before the alarm, of the camera's own memory; or now */
  when?: SnapshotWhen
  /** when it was asked for */
  asked_at?: string
  /** when it was taken */
  at?: string
  /** when it arrived; 0: not yet */
  stored_at?: string
  /** hash of the file */
  sha256?: string
  /** size */
  bytes?: number
  /** why it will not come */
  failed?: string
  /** when it is deleted */
  wake_at?: string
}

/** A source (the device of this id) whose alarms are put aside for a while: recorded and counted, and shown apart. Never those of priority 1. */
export interface Shelf {
  /** sequence of the event that changed it last */
  seq: number
  /** its site */
  site?: string
  /** its area */
  area?: string
  /** who */
  by?: string
  /** since when */
  since?: string
  /** when its alarms come back */
  until?: string
  /** why */
  why?: string
  /** the same */
  wake_at?: string
}

/** A note a person wrote about an alarm, incident or hit. */
export interface Note {
  /** sequence of the event that changed it last */
  seq: number
  /** kind/id */
  about?: string
  /** the note */
  text?: string
  /** who */
  by?: string
  /** when */
  at?: string
  /** area of what it is about */
  area?: string
  /** the step of the alarm's script or chain that it answers: script.2, chain.1, code.ID */
  step?: string
  /** how */
  answer?: StepAnswer
  /** when it leaves the picture */
  wake_at?: string
}

/** The weekly test of a site, whose id it bears: when each of its buttons and panels shall prove itself. */
export interface Schedule {
  /** sequence of the event that changed it last */
  seq: number
  /** area of the site */
  area?: string
  /** day of the week, in local time */
  day?: Weekday
  /** from, HH:MM in local time */
  opens?: string
  /** to, HH:MM of the same day */
  closes?: string
  /** planned; due: announced or running; overdue: the last window passed and something did not prove itself */
  state?: ScheduleState
  /** the window that is awaited */
  from?: string
  /** its end */
  until?: string
  /** of the window that was missed: a test from then on makes it good; 0: none */
  since?: string
  /** windows missed one after the other */
  missed?: number
  /** next change */
  wake_at?: string
}

/** A drill at a site: presses there are marked and do not alert. A call under duress or an officer's always does. */
export interface Drill {
  /** sequence of the event that changed it last */
  seq: number
  /** where */
  site?: string
  /** area of the site */
  area?: string
  /** what is exercised */
  reason?: string
  /** how far */
  state?: DrillState
  /** who planned it */
  by?: string
  /** begins */
  from?: string
  /** ends by itself */
  until?: string
  /** who ended it before */
  ended_by?: string
  /** when it ended */
  ended_at?: string
  /** next change */
  wake_at?: string
}

/** A warning of another agency (CAP), or one that was issued here. What updates or cancels it is folded into it. */
export interface Warning {
  /** sequence of the event that changed it last */
  seq: number
  /** issued here, and served under /cap/ */
  issued?: boolean
  /** who sends it, as CAP names it */
  sender?: string
  /** its number with the sender, of the newest message */
  identifier?: string
  /** when the newest message was sent */
  sent?: string
  /** which messages are in it, and which they were about: hashes of sender, identifier and time */
  keys?: string[]
  /** actual; an exercise or a test is marked everywhere and never alerts as real */
  status?: WarningStatus
  /** active, cancelled, expired */
  state?: WarningState
  /** what sort of thing */
  category?: WarningCategory
  /** how soon */
  urgency?: WarningUrgency
  /** how bad */
  severity?: WarningSeverity
  /** how sure */
  certainty?: WarningCertainty
  /** what, in the sender's first language */
  event?: string
  /** the same as a sentence */
  headline?: string
  /** by language: language, event, headline, description, instruction, web, contact */
  texts?: unknown
  /** where, in words */
  area_desc?: string
  /** polygons as those of an area, circles as [lon×10⁷, lat×10⁷, metres] */
  shapes?: unknown
  /** a point of it */
  lat?: number
  /** a point of it */
  lon?: number
  /** from when */
  effective?: string
  /** when it is expected to begin */
  onset?: string
  /** until when */
  expires?: string
  /** where it came from: the feed's address, or who sent it */
  source?: string
  /** unsigned; unverified: signed by somebody unknown; verified; broken: signed, and changed since */
  trust?: WarningTrust
  /** whose certificate verified it */
  trust_by?: string
  /** why it is not verified */
  trust_why?: string
  /** what the sender got wrong */
  doubts?: string
  /** the first of our areas that it touches */
  area?: string
  /** all of them */
  areas?: string[]
  /** sites in it when it came */
  sites?: number
  /** alarm that told of it */
  alarm?: string
  /** incident it was issued for */
  incident?: string
  /** messages that changed it */
  updates?: number
  /** when it was received or issued */
  received_at?: string
  /** who issued it */
  by?: string
  /** what was said when it was cancelled */
  ended_why?: string
  /** when it expires, or leaves the picture */
  wake_at?: string
}

/** What happened. */
export interface Incident {
  /** sequence of the event that changed it last */
  seq: number
  /** what */
  kind?: IncidentKind
  /** 1 is the highest */
  priority?: number
  /** how far */
  state?: IncidentState
  /** one line */
  title?: string
  /** where, in words */
  address?: string
  /** what was said */
  detail?: string
  /** where */
  lat?: number
  /** where */
  lon?: number
  /** area */
  area?: string
  /** alarm it came from */
  alarm?: string
  /** hit it came from */
  hit?: string
  /** site */
  site?: string
  /** it is an exercise: from an alarm of a drill */
  practice?: Practice
  /** who opened it */
  by?: string
  /** received */
  received_at?: string
  /** first unit sent */
  dispatched_at?: string
  /** first unit under way */
  en_route_at?: string
  /** first unit there */
  on_scene_at?: string
  /** last unit done */
  cleared_at?: string
  /** closed */
  closed_at?: string
  /** who closed */
  closed_by?: string
  /** how it ended */
  disposition?: Disposition
  /** when it leaves the picture */
  wake_at?: string
  /** unit that leads the others at work on it; empty: nobody is */
  lead?: string
  /** incidents it has to do with; they name it, too */
  links?: string[]
  /** incidents that were found to be the same one, and are handled here */
  merged?: string[]
  /** the incident that handles it: it was the same one */
  merged_into?: string
  /** how much help is needed, by the run card; absent: 1 */
  alarm_level?: number
  /** why this level */
  level_reason?: string
  /** by part (kind, priority, title, address, detail, place, units, closed, lead, links, level): sequence of its last change by a person, who and when, as {seq, by, at} */
  changed?: unknown
}

/** A unit sent to an incident. */
export interface Assignment {
  /** sequence of the event that changed it last */
  seq: number
  /** to what */
  incident?: string
  /** incident it was sent to, when that was merged into this one */
  moved_from?: string
  /** who */
  unit?: string
  /** area of the incident */
  area?: string
  /** how far */
  state?: AssignmentState
  /** who sent it */
  by?: string
  /** why this unit */
  reason?: string
  /** why not the first recommended */
  override?: string
  /** distance when sent */
  distance_m?: number
  /** seconds until it would be there, as known when it was sent; absent: it was not among those considered */
  eta_s?: number
  /** why that is a guess by air: no_map, map_loading, map_refused, place_off_road, unit_off_road, no_way; empty: it is by road */
  by_air?: string
  /** unit that was recommended first, when that was another one */
  first?: string
  /** seconds until that one would have been there */
  first_eta_s?: number
  /** sent against the recommendation: over 30 s later there than the first, or not recommended at all */
  overridden?: boolean
  /** run card that asked for it */
  card?: string
  /** what that card asks for, which it was recommended for */
  need?: string
  /** sent */
  sent_at?: string
  /** reached the tablet */
  delivered_at?: string
  /** shown to the officer */
  seen_at?: string
  /** accepted or refused */
  answered_at?: string
  /** under way */
  en_route_at?: string
  /** arrived */
  on_scene_at?: string
  /** done */
  cleared_at?: string
  /** device time of the last step */
  device_at?: string
  /** did not reach the tablet within 10 s */
  undelivered?: boolean
  /** unit offered instead, one that the sender may send */
  offered?: string
  /** a nearer unit that the sender may not send */
  elsewhere?: string
  /** area whose desk may; empty: the centre */
  elsewhere_area?: string
  /** why refused */
  refusal?: string
  /** neither accepted nor refused within unit.unaccepted_s */
  unaccepted?: boolean
  /** on scene: when it is asked next whether all is well */
  check_at?: string
  /** asked so, and not answered yet */
  asked_at?: string
  /** until when it has to answer before there is an alarm */
  answer_until?: string
  /** when it last said that all is well */
  well_at?: string
  /** questions in a row that were not answered in time */
  missed?: number
  /** on scene: when it will have been there for long */
  scene_until?: string
  /** since when it has been there for longer than its kind of incident takes */
  overdue_at?: string
  /** next of these times */
  wake_at?: string
}

/** A message between a desk and a unit; of a broadcast one for each unit. */
export interface Message {
  /** sequence of the event that changed it last */
  seq: number
  /** to or from which unit */
  unit?: string
  /** to the unit, or to its desk */
  way?: MessageWay
  /** area of the incident, else of the unit */
  area?: string
  /** about which incident */
  incident?: string
  /** of a broadcast: the first of its messages */
  broadcast?: string
  /** what it says */
  text?: string
  /** who wrote it */
  by?: string
  /** sent */
  sent_at?: string
  /** reached the tablet; of one to the desk: taken by the centre */
  delivered_at?: string
  /** did not reach the tablet in time */
  undelivered?: boolean
  /** read */
  seen_at?: string
  /** by whom */
  seen_by?: string
  /** when it is marked as not delivered, or leaves the picture */
  wake_at?: string
}

/** Which units an incident of a kind needs, by alarm level; levels add up. */
export interface RunCard {
  /** sequence of the event that changed it last */
  seq: number
  /** for incidents of this kind */
  kind?: IncidentKind
  /** of this priority and more urgent ones */
  priority?: number
  /** in this area and those in it; empty: everywhere */
  area?: string
  /** a need a line: LEVEL NUMBER WHAT [SKILL,…]; WHAT is a kind of unit, or any */
  needs?: string
  /** who set it */
  by?: string
  /** when */
  at?: string
}

/** The state of one source's hotlist: one file in the vault, by its hash. */
export interface Edition {
  /** sequence of the event that changed it last */
  seq: number
  /** who sends it */
  source?: string
  /** hash of the file */
  sha256?: string
  /** entries in it */
  entries?: number
  /** new since the edition before */
  added?: number
  /** gone since the edition before */
  removed?: number
  /** when the source last stood by it */
  affirmed_at?: string
  /** who sent it */
  by?: string
  /** area whose people may replace it; empty: national */
  owner?: string
}

/** A wanted vehicle entered by hand. */
export interface Entry {
  /** sequence of the event that changed it last */
  seq: number
  /** plate */
  plate?: string
  /** country or region of the plate */
  region?: string
  /** class of vehicle */
  class?: VehicleClass
  /** who wants it */
  issuer?: string
  /** legal basis */
  basis?: string
  /** why */
  reason?: WantedReason
  /** never matches after this */
  expires_at?: string
  /** list look-alikes too */
  lookalikes?: boolean
  /** make */
  make?: string
  /** colour */
  color?: string
  /** who entered it */
  by?: string
  /** area whose people may withdraw it; empty: national */
  owner?: string
  /** when its source last stood by it */
  affirmed_at?: string
  /** its end: its expiry, or so long after its source stood by it */
  wake_at?: string
}

/** A wanted vehicle was read. Unconfirmed until a person compared the photo and the source re-affirmed. */
export interface Hit {
  /** sequence of the event that changed it last */
  seq: number
  /** plate */
  plate?: string
  /** country or region */
  region?: string
  /** class read */
  class?: VehicleClass
  /** make read */
  make?: string
  /** colour read */
  color?: string
  /** source and line of the entry */
  entry?: string
  /** who wants it */
  issuer?: string
  /** legal basis */
  basis?: string
  /** why */
  reason?: WantedReason
  /** make on the list */
  wanted_make?: string
  /** colour on the list */
  wanted_color?: string
  /** class on the list */
  wanted_class?: VehicleClass
  /** how sure */
  state?: HitState
  /** last camera */
  camera?: string
  /** last read */
  at?: string
  /** first read */
  first_at?: string
  /** reads */
  count?: number
  /** last camera's position */
  lat?: number
  /** last camera's position */
  lon?: number
  /** last direction */
  heading?: number
  /** last speed */
  speed_kmh?: number
  /** of the last read */
  confidence?: number
  /** area of the last camera */
  area?: string
  /** photo of the last read */
  image?: string
  /** the sender's id of the last read */
  read?: string
  /** who compared the photo */
  seen_by?: string
  /** when */
  seen_at?: string
  /** who re-affirmed */
  confirmed_by?: string
  /** when */
  confirmed_at?: string
  /** who dismissed */
  dismissed_by?: string
  /** why */
  dismissal?: string
  /** until when units may be told unless the source stands by it, again; 0: they are told nothing */
  affirm_by?: string
  /** when it expires unless it is read again */
  expires_at?: string
  /** next check */
  wake_at?: string
}

/** Dangerous driving: over the limit, repeated violations in a window, wrong way. */
export interface Violation {
  /** sequence of the event that changed it last */
  seq: number
  /** plate */
  plate?: string
  /** country or region */
  region?: string
  /** class read */
  class?: VehicleClass
  /** make read */
  make?: string
  /** colour read */
  color?: string
  /** what */
  kind?: ViolationKind
  /** measured */
  speed_kmh?: number
  /** limit */
  limit_kmh?: number
  /** reads in this episode */
  count?: number
  /** last camera */
  camera?: string
  /** last read */
  at?: string
  /** first read */
  first_at?: string
  /** last camera */
  lat?: number
  /** last camera */
  lon?: number
  /** last direction */
  heading?: number
  /** area */
  area?: string
  /** photo */
  image?: string
  /** the sender's id of the last read */
  read?: string
  /** when it expires */
  wake_at?: string
}

/** What a unit is told of a hit or of dangerous driving. */
export interface Notice {
  /** sequence of the event that changed it last */
  seq: number
  /** kind/id of the hit or violation */
  about?: string
  /** who is told */
  unit?: string
  /** area */
  area?: string
  /** observe, confirmed, danger */
  action?: NoticeAction
  /** plate */
  plate?: string
  /** class */
  class?: VehicleClass
  /** make */
  make?: string
  /** colour */
  color?: string
  /** photo */
  image?: string
  /** last seen */
  lat?: number
  /** last seen */
  lon?: number
  /** direction */
  heading?: number
  /** speed */
  speed_kmh?: number
  /** limit */
  limit_kmh?: number
  /** last camera */
  camera?: string
  /** last read */
  at?: string
  /** the unit is ahead of the vehicle */
  ahead?: boolean
  /** distance */
  distance_m?: number
  /** why this unit, as a word: nearest_ahead, ahead, at_vehicle, nearest_behind, behind, nearest_no_heading, no_heading */
  reason?: string
  /** how far */
  state?: NoticeState
  /** sent */
  sent_at?: string
  /** reached the tablet */
  delivered_at?: string
  /** shown */
  seen_at?: string
  /** answered */
  answered_at?: string
  /** what was answered */
  answer?: string
  /** did not reach the tablet within 10 s */
  undelivered?: boolean
  /** notice to the next unit */
  next?: string
  /** goes away */
  expires_at?: string
  /** next check */
  wake_at?: string
}

/** A read one confusable character away from a wanted plate: a low list, never an alert. */
export interface Lookalike {
  /** sequence of the event that changed it last */
  seq: number
  /** plate as read */
  plate?: string
  /** plate on the list */
  wanted?: string
  /** region */
  region?: string
  /** source and line */
  entry?: string
  /** camera */
  camera?: string
  /** read */
  at?: string
  /** of the read */
  confidence?: number
  /** area */
  area?: string
  /** photo */
  image?: string
  /** the sender's id of the read */
  read?: string
  /** stands in low lists: at most 6 an hour in each */
  listed?: boolean
  /** the widest area in whose low list it stands; empty: in the country's too */
  within?: string
  /** when it leaves the list */
  wake_at?: string
}

/** A photo asked of a camera for a hit or dangerous driving; its file lies in the vault. */
export interface Photo {
  /** sequence of the event that changed it last */
  seq: number
  /** hash of the file */
  sha256?: string
  /** kind/id */
  about?: string
  /** who keeps it */
  camera?: string
  /** time of the read */
  at?: string
  /** area */
  area?: string
  /** when it arrived; 0: asked for */
  stored_at?: string
  /** size */
  bytes?: number
  /** when it is deleted */
  wake_at?: string
}

/** A street that is closed, or slow: all roads near a place, or a stretch between two. It ends by itself. */
export interface Closure {
  /** sequence of the event that changed it last */
  seq: number
  /** the place, or where the stretch begins */
  lat?: number
  /** the place, or where the stretch begins */
  lon?: number
  /** of a place: all roads so near */
  radius_m?: number
  /** of a stretch: where it ends */
  to_lat?: number
  /** of a stretch: where it ends */
  to_lon?: number
  /** of a stretch: only from its beginning to its end */
  one_way?: boolean
  /** 0: closed; else driving takes so much of its time: 2000 is twice as long */
  time_permille?: number
  /** which street, in words */
  name?: string
  /** why */
  reason?: string
  /** incident it is for */
  incident?: string
  /** area of its place */
  area?: string
  /** pieces of road it is about, on the map in use when it was placed; 0: there was none */
  pieces?: number
  /** who placed it */
  by?: string
  /** when that was */
  at?: string
  /** from when it counts */
  from?: string
  /** its end */
  wake_at?: string
}

/** How slow driving is by the hour, on one day of the week: mon, tue, wed, thu, fri, sat or sun. */
export interface Traffic {
  /** sequence of the event that changed it last */
  seq: number
  /** by class of road, and "all" for the others: 24 numbers, permille of the time without traffic, hour by hour of the centre's clock */
  hours?: unknown
  /** who set it */
  by?: string
  /** when */
  at?: string
}

/** A command that one person asked for and that happens only when another one approves it. */
export interface Approval {
  /** sequence of the event that changed it last */
  seq: number
  /** what is asked: the route's command */
  command?: string
  /** what the route's path names */
  params?: string[]
  /** why it is asked */
  reason?: string
  /** area the asker is limited to; empty: none */
  area?: string
  /** who asks */
  asked_by?: string
  /** the person behind it: of a token, who made it; local: the machine's own tool */
  person?: string
  /** when */
  asked_at?: string
  /** who approved, refused or withdrew */
  decided_by?: string
  /** why it was refused */
  refusal?: string
  /** how it stands */
  state?: ApprovalState
  /** kind/id of what came of it */
  result?: string
  /** when it goes away unanswered */
  wake_at?: string
}

/** One person looked at something: written before it was shown. */
export interface Look {
  /** sequence of the event that changed it last */
  seq: number
  /** who looked */
  by?: string
  /** who and what in one word, by which looks are counted */
  pair?: string
  /** area of the one who looked */
  area?: string
  /** at what: kind/id; a plate is a keyed hash */
  subject?: string
  /** command of the route */
  route?: string
  /** what was asked besides */
  query?: string
  /** of the whole of it, when it was longer: `query` is how it begins */
  query_sha256?: string
  /** duty, or look_up */
  access?: Access
  /** code of a look-up */
  purpose?: Purpose
  /** for which incident */
  incident?: string
  /** for which case */
  casefile?: string
  /** break-glass: why; a subject's own question: for whom it was asked */
  why?: string
  /** the signed-on shift: a sign-in, a unit's shift, or a token */
  shift?: string
  /** a look-up without a fresh case: the third of one subject within 30 days is stopped */
  counts?: boolean
  /** its subject is told no sooner, by the order of the case */
  deferred_until?: string
  /** when */
  at?: string
  /** when it leaves the picture */
  wake_at?: string
}

/** A small record that gives some people a purpose for look-ups until it ends. */
export interface Casefile {
  /** sequence of the event that changed it last */
  seq: number
  /** its number at the authority */
  number?: string
  /** whose case */
  owner?: string
  /** who may look besides the owner */
  people?: string[]
  /** legal basis */
  basis?: string
  /** area of the owner */
  area?: string
  /** whom and what it is about, as looks name them with : for /; a plate is a keyed hash */
  subjects?: string[]
  /** since when */
  opened_at?: string
  /** until when it gives a purpose */
  expires_at?: string
  /** who closed it */
  closed_by?: string
  /** its end */
  wake_at?: string
  /** subjects of look-ups made for it from now on are told no sooner, by the order below */
  deferred_until?: string
  /** whose order */
  order_issuer?: string
  /** its number */
  order_number?: string
  /** its date */
  order_at?: string
  /** SHA-256 of the document */
  order_document?: string
  /** Ed25519 over the order's text, base64 */
  order_signature?: string
}

/** A look that a reviewer must judge. */
export interface Review {
  /** sequence of the event that changed it last */
  seq: number
  /** why it is here */
  reason?: ReviewReason
  /** who looked, or wanted to */
  by?: string
  /** area of that person */
  area?: string
  /** at what */
  subject?: string
  /** the look; empty: it was stopped */
  look?: string
  /** for which incident */
  incident?: string
  /** when */
  at?: string
  /** to be judged until */
  due_at?: string
  /** nobody judged it in time */
  overdue?: boolean
  /** who judged */
  reviewed_by?: string
  /** the judgement */
  verdict?: ReviewVerdict
  /** its reasons */
  note?: string
  /** when it is overdue */
  wake_at?: string
}

/** The last week's draw among all look-ups: see doc/verify-by-hand.md. There is one, called week. */
export interface Sample {
  /** sequence of the event that changed it last */
  seq: number
  /** look-ups since then; none: since the beginning */
  from?: string
  /** and before then */
  to?: string
  /** sequence of the event that closed the week: the root is that of so many entries */
  size?: number
  /** root of the tree over the first `size` entries */
  root?: string
  /** look-ups that might have been drawn */
  looks?: number
  /** sequences of the look-ups that were drawn, an array */
  drawn?: unknown
  /** when; none: not yet */
  drawn_at?: string
}

/** Histories that one person may take away as a file, for a case and for a day: asked for by one person, approved by another. */
export interface Export {
  /** sequence of the event that changed it last */
  seq: number
  /** for which case */
  casefile?: string
  /** code of the look-ups that it is */
  purpose?: Purpose
  /** whose histories, as kind:id */
  about?: string[]
  /** whom and what they are about, as looks name them with : for / */
  subjects?: string[]
  /** sequence of the last event that may be in it */
  last?: number
  /** who may fetch it */
  by?: string
  /** area of the case */
  area?: string
  /** since when */
  granted_at?: string
  /** how often it was fetched */
  fetched?: number
  /** last time */
  fetched_at?: string
  /** when it cannot be fetched any more */
  wake_at?: string
}

/** How long one class of what is kept is kept: violations, hits, audit of the history; reads, positions, tracks, heartbeats of telemetry. */
export interface Policy {
  /** sequence of the event that changed it last */
  seq: number
  /** erased after so many seconds; absent: as the configuration says */
  life_s?: number
  /** why it is so */
  reason?: string
  /** who set it */
  by?: string
  /** when */
  at?: string
  /** events erased by it so far */
  erased?: number
  /** last time */
  erased_at?: string
  /** sequence of its last erasure */
  erase_seq?: number
}

/** What must be kept longer than its policy says, for a case or a court, until a day. */
export interface Hold {
  /** sequence of the event that changed it last */
  seq: number
  /** kind/id of what is kept, with all that is about it */
  about?: string
  /** legal basis, and the number of the order */
  basis?: string
  /** the case it is for */
  for_case?: string
  /** area of what is kept */
  area?: string
  /** who asked for it */
  by?: string
  /** since when */
  at?: string
  /** its end */
  wake_at?: string
}

/** Kinds of entities and their types. */
export interface Entities {
  centre: Centre
  user: User
  session: Session
  token: Token
  area: Area
  site: Site
  keyholder: Keyholder
  procedure: Procedure
  device: Device
  unit: Unit
  shift: Shift
  alarm: Alarm
  snapshot: Snapshot
  shelf: Shelf
  note: Note
  schedule: Schedule
  drill: Drill
  warning: Warning
  incident: Incident
  assignment: Assignment
  message: Message
  run_card: RunCard
  edition: Edition
  entry: Entry
  hit: Hit
  violation: Violation
  notice: Notice
  lookalike: Lookalike
  photo: Photo
  closure: Closure
  traffic: Traffic
  approval: Approval
  look: Look
  casefile: Casefile
  review: Review
  sample: Sample
  export: Export
  policy: Policy
  hold: Hold
}
export type Kind = keyof Entities

export const KINDS: { [K in Kind]: { topic: string } } = {
  centre: { topic: 'centre' },
  user: { topic: 'access' },
  session: { topic: 'access' },
  token: { topic: 'access' },
  area: { topic: 'registry' },
  site: { topic: 'registry' },
  keyholder: { topic: 'registry' },
  procedure: { topic: 'registry' },
  device: { topic: 'registry' },
  unit: { topic: 'unit' },
  shift: { topic: 'unit' },
  alarm: { topic: 'alarm' },
  snapshot: { topic: 'alarm' },
  shelf: { topic: 'alarm' },
  note: { topic: 'dispatch' },
  schedule: { topic: 'registry' },
  drill: { topic: 'alarm' },
  warning: { topic: 'alarm' },
  incident: { topic: 'dispatch' },
  assignment: { topic: 'dispatch' },
  message: { topic: 'dispatch' },
  run_card: { topic: 'centre' },
  edition: { topic: 'road' },
  entry: { topic: 'road' },
  hit: { topic: 'road' },
  violation: { topic: 'road' },
  notice: { topic: 'road' },
  lookalike: { topic: 'road' },
  photo: { topic: 'road' },
  closure: { topic: 'dispatch' },
  traffic: { topic: 'centre' },
  approval: { topic: 'approval' },
  look: { topic: 'audit' },
  casefile: { topic: 'case' },
  review: { topic: 'audit' },
  sample: { topic: 'audit' },
  export: { topic: 'case' },
  policy: { topic: 'centre' },
  hold: { topic: 'centre' },
}

/** What each event type does to its subject. */
export const EVENTS: Record<string, { kind: Kind; mode: 'creates' | 'patch' | 'ends' }> = {
  'journal.genesis': { kind: 'centre', mode: 'creates' },
  'centre.started': { kind: 'centre', mode: 'patch' },
  'centre.blind': { kind: 'centre', mode: 'patch' },
  'history.suspended': { kind: 'centre', mode: 'patch' },
  'history.resumed': { kind: 'centre', mode: 'patch' },
  'history.refused': { kind: 'centre', mode: 'patch' },
  'history.broken': { kind: 'centre', mode: 'patch' },
  'history.renewed': { kind: 'centre', mode: 'patch' },
  'history.well': { kind: 'centre', mode: 'patch' },
  'user.added': { kind: 'user', mode: 'creates' },
  'user.changed': { kind: 'user', mode: 'patch' },
  'user.password': { kind: 'user', mode: 'patch' },
  'user.disabled': { kind: 'user', mode: 'patch' },
  'session.opened': { kind: 'session', mode: 'creates' },
  'session.renewed': { kind: 'session', mode: 'patch' },
  'session.closed': { kind: 'session', mode: 'ends' },
  'token.added': { kind: 'token', mode: 'creates' },
  'token.crowded': { kind: 'token', mode: 'patch' },
  'token.revoked': { kind: 'token', mode: 'ends' },
  'area.set': { kind: 'area', mode: 'creates' },
  'site.set': { kind: 'site', mode: 'creates' },
  'area.desk': { kind: 'area', mode: 'patch' },
  'site.plan': { kind: 'site', mode: 'patch' },
  'keyholder.set': { kind: 'keyholder', mode: 'creates' },
  'keyholder.removed': { kind: 'keyholder', mode: 'ends' },
  'procedure.set': { kind: 'procedure', mode: 'creates' },
  'procedure.removed': { kind: 'procedure', mode: 'ends' },
  'device.set': { kind: 'device', mode: 'creates' },
  'device.seen': { kind: 'device', mode: 'creates' },
  'device.adopted': { kind: 'device', mode: 'patch' },
  'device.forgotten': { kind: 'device', mode: 'ends' },
  'device.maintenance': { kind: 'device', mode: 'patch' },
  'device.reported': { kind: 'device', mode: 'patch' },
  'device.silent': { kind: 'device', mode: 'patch' },
  'device.still': { kind: 'device', mode: 'patch' },
  'device.heard': { kind: 'device', mode: 'patch' },
  'device.battery': { kind: 'device', mode: 'patch' },
  'device.tested': { kind: 'device', mode: 'patch' },
  'unit.set': { kind: 'unit', mode: 'creates' },
  'unit.duty': { kind: 'unit', mode: 'patch' },
  'unit.status': { kind: 'unit', mode: 'patch' },
  'unit.listening': { kind: 'unit', mode: 'patch' },
  'unit.silent': { kind: 'unit', mode: 'patch' },
  'shift.began': { kind: 'shift', mode: 'creates' },
  'shift.ended': { kind: 'shift', mode: 'patch' },
  'shift.archived': { kind: 'shift', mode: 'ends' },
  'alarm.raised': { kind: 'alarm', mode: 'creates' },
  'alarm.pressed': { kind: 'alarm', mode: 'patch' },
  'alarm.followed': { kind: 'alarm', mode: 'patch' },
  'alarm.counted': { kind: 'alarm', mode: 'patch' },
  'alarm.genuine': { kind: 'alarm', mode: 'patch' },
  'alarm.restored': { kind: 'alarm', mode: 'patch' },
  'alarm.acknowledged': { kind: 'alarm', mode: 'patch' },
  'alarm.taken': { kind: 'alarm', mode: 'patch' },
  'alarm.offered': { kind: 'alarm', mode: 'patch' },
  'alarm.accepted': { kind: 'alarm', mode: 'patch' },
  'alarm.declined': { kind: 'alarm', mode: 'patch' },
  'alarm.lapsed': { kind: 'alarm', mode: 'patch' },
  'alarm.escalated': { kind: 'alarm', mode: 'patch' },
  'alarm.shelved': { kind: 'alarm', mode: 'patch' },
  'alarm.unshelved': { kind: 'alarm', mode: 'patch' },
  'alarm.linked': { kind: 'alarm', mode: 'patch' },
  'alarm.closed': { kind: 'alarm', mode: 'patch' },
  'alarm.reopened': { kind: 'alarm', mode: 'patch' },
  'alarm.archived': { kind: 'alarm', mode: 'ends' },
  'snapshot.asked': { kind: 'snapshot', mode: 'creates' },
  'snapshot.stored': { kind: 'snapshot', mode: 'patch' },
  'snapshot.failed': { kind: 'snapshot', mode: 'patch' },
  'snapshot.kept': { kind: 'snapshot', mode: 'patch' },
  'snapshot.deleted': { kind: 'snapshot', mode: 'ends' },
  'shelf.set': { kind: 'shelf', mode: 'creates' },
  'shelf.ended': { kind: 'shelf', mode: 'ends' },
  'note.added': { kind: 'note', mode: 'creates' },
  'note.archived': { kind: 'note', mode: 'ends' },
  'schedule.set': { kind: 'schedule', mode: 'creates' },
  'schedule.due': { kind: 'schedule', mode: 'patch' },
  'schedule.done': { kind: 'schedule', mode: 'patch' },
  'schedule.missed': { kind: 'schedule', mode: 'patch' },
  'schedule.ended': { kind: 'schedule', mode: 'ends' },
  'drill.planned': { kind: 'drill', mode: 'creates' },
  'drill.started': { kind: 'drill', mode: 'patch' },
  'drill.ended': { kind: 'drill', mode: 'patch' },
  'drill.archived': { kind: 'drill', mode: 'ends' },
  'warning.received': { kind: 'warning', mode: 'creates' },
  'warning.updated': { kind: 'warning', mode: 'patch' },
  'warning.cancelled': { kind: 'warning', mode: 'patch' },
  'warning.known': { kind: 'warning', mode: 'patch' },
  'warning.alarmed': { kind: 'warning', mode: 'patch' },
  'warning.issued': { kind: 'warning', mode: 'creates' },
  'warning.expired': { kind: 'warning', mode: 'patch' },
  'warning.archived': { kind: 'warning', mode: 'ends' },
  'message.sent': { kind: 'message', mode: 'creates' },
  'message.delivered': { kind: 'message', mode: 'patch' },
  'message.undelivered': { kind: 'message', mode: 'patch' },
  'message.seen': { kind: 'message', mode: 'patch' },
  'message.archived': { kind: 'message', mode: 'ends' },
  'incident.received': { kind: 'incident', mode: 'creates' },
  'incident.changed': { kind: 'incident', mode: 'patch' },
  'incident.shared': { kind: 'incident', mode: 'patch' },
  'incident.state': { kind: 'incident', mode: 'patch' },
  'incident.closed': { kind: 'incident', mode: 'patch' },
  'incident.reopened': { kind: 'incident', mode: 'patch' },
  'incident.crew': { kind: 'incident', mode: 'patch' },
  'incident.linked': { kind: 'incident', mode: 'patch' },
  'incident.merged': { kind: 'incident', mode: 'patch' },
  'incident.absorbed': { kind: 'incident', mode: 'patch' },
  'incident.unmerged': { kind: 'incident', mode: 'patch' },
  'incident.released': { kind: 'incident', mode: 'patch' },
  'incident.archived': { kind: 'incident', mode: 'ends' },
  'assignment.sent': { kind: 'assignment', mode: 'creates' },
  'assignment.delivered': { kind: 'assignment', mode: 'patch' },
  'assignment.seen': { kind: 'assignment', mode: 'patch' },
  'assignment.undelivered': { kind: 'assignment', mode: 'patch' },
  'assignment.state': { kind: 'assignment', mode: 'patch' },
  'assignment.unaccepted': { kind: 'assignment', mode: 'patch' },
  'assignment.asked': { kind: 'assignment', mode: 'patch' },
  'assignment.well': { kind: 'assignment', mode: 'patch' },
  'assignment.unanswered': { kind: 'assignment', mode: 'patch' },
  'assignment.overdue': { kind: 'assignment', mode: 'patch' },
  'assignment.timed': { kind: 'assignment', mode: 'patch' },
  'assignment.moved': { kind: 'assignment', mode: 'patch' },
  'assignment.archived': { kind: 'assignment', mode: 'ends' },
  'card.set': { kind: 'run_card', mode: 'creates' },
  'card.removed': { kind: 'run_card', mode: 'ends' },
  'incident.level': { kind: 'incident', mode: 'patch' },
  'edition.affirmed': { kind: 'edition', mode: 'creates' },
  'entry.added': { kind: 'entry', mode: 'creates' },
  'entry.affirmed': { kind: 'entry', mode: 'patch' },
  'entry.removed': { kind: 'entry', mode: 'ends' },
  'hit.found': { kind: 'hit', mode: 'creates' },
  'hit.moved': { kind: 'hit', mode: 'patch' },
  'hit.entered': { kind: 'hit', mode: 'patch' },
  'hit.seen': { kind: 'hit', mode: 'patch' },
  'hit.confirmed': { kind: 'hit', mode: 'patch' },
  'hit.lapsed': { kind: 'hit', mode: 'patch' },
  'hit.dismissed': { kind: 'hit', mode: 'patch' },
  'hit.expired': { kind: 'hit', mode: 'ends' },
  'violation.found': { kind: 'violation', mode: 'creates' },
  'violation.moved': { kind: 'violation', mode: 'patch' },
  'violation.entered': { kind: 'violation', mode: 'patch' },
  'violation.expired': { kind: 'violation', mode: 'ends' },
  'notice.sent': { kind: 'notice', mode: 'creates' },
  'notice.changed': { kind: 'notice', mode: 'patch' },
  'notice.delivered': { kind: 'notice', mode: 'patch' },
  'notice.seen': { kind: 'notice', mode: 'patch' },
  'notice.answered': { kind: 'notice', mode: 'patch' },
  'notice.undelivered': { kind: 'notice', mode: 'patch' },
  'notice.ended': { kind: 'notice', mode: 'ends' },
  'lookalike.found': { kind: 'lookalike', mode: 'creates' },
  'lookalike.gone': { kind: 'lookalike', mode: 'ends' },
  'photo.asked': { kind: 'photo', mode: 'creates' },
  'photo.stored': { kind: 'photo', mode: 'patch' },
  'photo.kept': { kind: 'photo', mode: 'patch' },
  'photo.deleted': { kind: 'photo', mode: 'ends' },
  'closure.placed': { kind: 'closure', mode: 'creates' },
  'closure.changed': { kind: 'closure', mode: 'patch' },
  'closure.lifted': { kind: 'closure', mode: 'ends' },
  'closure.expired': { kind: 'closure', mode: 'ends' },
  'traffic.set': { kind: 'traffic', mode: 'creates' },
  'approval.asked': { kind: 'approval', mode: 'creates' },
  'approval.said': { kind: 'approval', mode: 'patch' },
  'approval.approved': { kind: 'approval', mode: 'ends' },
  'approval.refused': { kind: 'approval', mode: 'ends' },
  'approval.withdrawn': { kind: 'approval', mode: 'ends' },
  'approval.expired': { kind: 'approval', mode: 'ends' },
  'look.made': { kind: 'look', mode: 'creates' },
  'look.opened': { kind: 'look', mode: 'creates' },
  'look.deferred': { kind: 'look', mode: 'creates' },
  'look.archived': { kind: 'look', mode: 'ends' },
  'case.opened': { kind: 'casefile', mode: 'creates' },
  'case.deferred': { kind: 'casefile', mode: 'patch' },
  'case.closed': { kind: 'casefile', mode: 'ends' },
  'export.granted': { kind: 'export', mode: 'creates' },
  'export.fetched': { kind: 'export', mode: 'patch' },
  'export.ended': { kind: 'export', mode: 'ends' },
  'sample.closed': { kind: 'sample', mode: 'creates' },
  'sample.drawn': { kind: 'sample', mode: 'patch' },
  'review.opened': { kind: 'review', mode: 'creates' },
  'review.overdue': { kind: 'review', mode: 'patch' },
  'review.done': { kind: 'review', mode: 'ends' },
  'policy.set': { kind: 'policy', mode: 'creates' },
  'erase': { kind: 'policy', mode: 'patch' },
  'hold.placed': { kind: 'hold', mode: 'creates' },
  'hold.extended': { kind: 'hold', mode: 'patch' },
  'hold.released': { kind: 'hold', mode: 'ends' },
  'hold.expired': { kind: 'hold', mode: 'ends' },
}

/** A map window. */
export interface InWindow {
  /** western edge */
  west: number
  /** southern edge */
  south: number
  /** eastern edge */
  east: number
  /** northern edge */
  north: number
  /** zoom level of the map */
  zoom: number
}

/** Where to write. */
export interface InBackup {
  /** name of the folder below DIR/backup */
  name: string
}

/** Name and password. */
export interface InSignIn {
  /** sign-in name */
  name: string
  /** password */
  password: string
}

/** The first administrator, with the one-time link's code. */
export interface InSetUp {
  /** from the link */
  code: string
  /** sign-in name */
  name: string
  /** at least 10 characters */
  password: string
  /** name shown */
  full_name?: string
}

/** A new person. */
export interface InUserAdd {
  /** sign-in name, unique */
  name: string
  /** role */
  role: Role
  /** limit to this area */
  area?: string
  /** name shown */
  full_name?: string
  /** for the role unit */
  unit?: string
  /** language */
  lang?: Lang
  /** at least 10 characters */
  password: string
}

/** Fields to change. */
export interface InUserChange {
  /** role */
  role?: Role
  /** area */
  area?: string
  /** name shown */
  full_name?: string
  /** unit */
  unit?: string
  /** language */
  lang?: Lang
}

/** Whether the person may sign in. */
export interface InUserDisable {
  /** true: may not */
  disabled: boolean
}

/** A new password of one's own. */
export interface InPassword {
  /** the password until now */
  old: string
  /** at least 10 characters, not the old one */
  password: string
}

/** A new password. */
export interface InUserReset {
  /** at least 10 characters */
  password: string
}

/** A new token. */
export interface InTokenAdd {
  /** what it is for */
  name: string
  /** role */
  role: Role
  /** devices it may speak for */
  devices?: string[]
  /** area it may speak for */
  area?: string
}

/** A site. */
export interface InSiteSet {
  /** name */
  name: string
  /** kind */
  kind?: SiteKind
  /** area; found from the position when absent */
  area?: string
  /** address */
  address?: string
  /** position */
  lat: number
  /** position */
  lon: number
  /** keyholders */
  contacts?: string
}

/** A device. */
export interface InDeviceSet {
  /** name */
  name?: string
  /** kind */
  kind: DeviceKind
  /** site */
  site?: string
  /** area; found from the position when absent */
  area?: string
  /** position; the site's when absent */
  lat?: number
  /** position; the site's when absent */
  lon?: number
  /** camera: where it looks */
  heading?: number
  /** camera: limit */
  speed_limit?: number
  /** camera: lawful direction */
  allowed_heading?: number
  /** camera: one-way road */
  one_way?: boolean
  /** rhythm of heartbeats in seconds */
  period_s?: number
  /** tablet, tracker: its unit */
  unit?: string
  /** panel: its account number at a DC-09 receiver; of one device alone */
  account?: string
  /** panel: its zones, one a line: number, blank, name */
  zones?: string
  /** where it is on the site's plan: from the left edge */
  plan_x?: number
  /** and from the upper one */
  plan_y?: number
}

/** A keyholder, whole: what is not said is not there, except the code words, which stay until they are set anew or emptied. */
export interface InKeyholderSet {
  /** of which site */
  site: string
  /** in which order they are called */
  place: number
  /** name */
  name: string
  /** number to dial */
  phone: string
  /** when and how to reach */
  note?: string
  /** the code word; kept as a hash */
  code?: string
  /** the word said under duress; kept as a hash */
  duress_code?: string
}

/** Questions and whom to call next, whole. */
export interface InProcedureSet {
  /** site/ID or area/ID; empty: everywhere */
  of?: string
  /** only for sites of this kind */
  site_kind?: SiteKind
  /** only for alarms of this kind */
  alarm_kind?: AlarmKind
  /** questions, one a line */
  script_en?: string
  /** the same in Russian */
  script_ru?: string
  /** in Uzbek */
  script_uz?: string
  /** in Kazakh */
  script_kk?: string
  /** one a line: after how many seconds; who; number */
  chain?: string
}

/** Who handles what happens in an area. */
export interface InAreaDesk {
  /** its duty desk: name and number to call; absent or empty: that of the area around it */
  desk?: string
}

/** Where the centre brings a camera's pictures from, whole: without a user nobody signs in. */
export interface InStillSet {
  /** http or https address of a still picture (JPEG, PNG, WebP), without a user in it */
  url: string
  /** who signs in there */
  user?: string
  /** the password; sealed, given out by nothing */
  password?: string
}

/** Planned maintenance. */
export interface InMaintenance {
  /** end; absent or past: ends now */
  until?: string
  /** why */
  reason?: string
}

/** A unit. */
export interface InUnitSet {
  /** call sign */
  name: string
  /** kind */
  kind?: UnitKind
  /** home area */
  area?: string
  /** skills */
  skills?: string[]
  /** vehicle */
  vehicle?: string
}

/** On or off duty. */
export interface InUnitDuty {
  /** on or off */
  duty: UnitDuty
  /** device time of the tap */
  at?: string
  /** who is in it */
  crew?: string
  /** the sound test was heard */
  sound?: boolean
  /** idempotency: the same id gets the same answer */
  id?: string
}

/** A status. */
export interface InUnitStatus {
  /** new status */
  status: UnitStatus
  /** device time */
  at?: string
  /** idempotency */
  id?: string
}

/** What the tablet says of itself. */
export interface InUnitListening {
  /** page visible and stream open */
  listening: boolean
  /** sound on */
  sound: boolean
  /** device time */
  at?: string
}

/** The officer needs help, on or off duty. */
export interface InUnitHelp {
  /** device time */
  at: string
  /** own position */
  lat?: number
  /** own position */
  lon?: number
  /** of the position */
  accuracy_m?: number
  /** what */
  detail?: string
  /** idempotency */
  id: string
}

/** One line of POST /api/v1/positions. */
export interface InPosition {
  /** which device */
  device: string
  /** time of the fix */
  at: string
  /** position */
  lat: number
  /** position */
  lon: number
  /** speed */
  speed_kmh?: number
  /** course over ground */
  heading?: number
  /** radius in metres */
  accuracy_m?: number
  /** charge */
  battery?: number
  /** the sender's own id */
  id?: string
  /** a gateway's: it could not translate the device's message, and why; the line is refused and shown with it */
  unread?: string
}

/** One line of POST /api/v1/heartbeats. */
export interface InHeartbeat {
  /** which device */
  device: string
  /** device time */
  at?: string
  /** charge */
  battery?: number
  /** the sender's own id */
  id?: string
}

/** A device's alarm. A press is never refused for what its firmware says badly. */
export interface InAlarmSend {
  /** which device; a name that is no id becomes one, and a token that names one device alone need not say it */
  device?: string
  /** what; a word nobody knows is 'other' */
  kind?: AlarmKind
  /** device time; else the server's is used */
  at?: string
  /** position, if the device knows it */
  lat?: number
  /** position, if the device knows it */
  lon?: number
  /** free text; a longer one is cut */
  detail?: string
  /** the press; the same id is the same press; without one each message is */
  id?: string
  /** more of a press that was sent before: the open alarm takes over place and detail and does not alert anew; without one nothing happens */
  again?: boolean
  /** of a panel: no alarm but that its cause is over, a test, or a report */
  says?: PanelSays
  /** of a panel: its code */
  code?: string
  /** of a panel: number of the zone */
  zone?: string
  /** the id the same press may have been sent with before */
  was?: string
}

/** How it ended. */
export interface InClose {
  /** how */
  disposition: Disposition
  /** a note */
  note?: string
  /** device time */
  at?: string
  /** idempotency */
  id?: string
}

/** A step without more words. */
export interface InAct {
  /** device time */
  at?: string
  /** idempotency */
  id?: string
}

/** A last will. */
export interface InGone {
  /** when it was noticed */
  at?: string
  /** idempotency */
  id?: string
}

/** A note; of an alarm also the answer to a step of its script or chain, as the person saw it. */
export interface InNoteAdd {
  /** the note */
  text: string
  /** of an alarm: script.1, chain.2 */
  step?: string
  /** yes, no, done or unreached */
  answer?: StepAnswer
  /** idempotency */
  id?: string
}

/** Take care of several at once, as shown in one row. Sent again, those taken are passed over. */
export interface InAcknowledgeMany {
  /** which */
  alarms: string[]
  /** device time */
  at?: string
}

/** Put the alarms of a source aside. */
export interface InShelve {
  /** at most alarm.shelve_hours from now */
  until: string
  /** why */
  why: string
  /** idempotency */
  id?: string
}

/** Take it from its owner. */
export interface InAlarmTake {
  /** the owner as one sees it: when it is another by then, nothing happens */
  from: string
  /** device time */
  at?: string
  /** idempotency */
  id?: string
}

/** No picture. */
export interface InSnapshotFailed {
  /** why */
  reason: string
}

/** What a keyholder said. */
export interface InAlarmCode {
  /** who */
  keyholder: string
  /** the word */
  said: string
}

/** Hand it over. */
export interface InAlarmOffer {
  /** user/ID, or desk/AREA; desk/ alone is the centre */
  to: string
  /** idempotency */
  id?: string
}

/** A weekly test; without a day there shall be none. */
export interface InScheduleSet {
  /** day of the week */
  day?: Weekday
  /** from, HH:MM in the site's local time */
  opens?: string
  /** to, HH:MM of the same day */
  closes?: string
}

/** A weekly test of all sites of a kind in an area. */
export interface InScheduleArea {
  /** the area, with all in it */
  area: string
  /** of which sites */
  kind: SiteKind
  /** day of the week */
  day: Weekday
  /** from, HH:MM in local time */
  opens: string
  /** to, HH:MM of the same day */
  closes: string
}

/** A drill at a site. */
export interface InDrillPlan {
  /** what is exercised */
  reason: string
  /** when it begins; absent or past: now */
  from?: string
  /** when it ends, at most 8 hours later */
  until: string
  /** idempotency */
  id?: string
}

/** The end of a drill. */
export interface InDrillEnd {
  /** close the alarms that were pressed in it, as tests */
  close?: boolean
  /** idempotency */
  id?: string
}

/** A warning to issue, or what it says from now on. */
export interface InWarningIssue {
  /** actual when absent */
  status?: WarningStatus
  /** what sort of thing */
  category: WarningCategory
  /** what */
  event: string
  /** how soon */
  urgency: WarningUrgency
  /** how bad */
  severity: WarningSeverity
  /** how sure */
  certainty: WarningCertainty
  /** by language: [{language, headline, description, instruction}] */
  texts: unknown
  /** when it is expected to begin */
  onset?: string
  /** until when; at most 30 days */
  expires: string
  /** where, in words */
  area_desc: string
  /** our areas it is for */
  areas?: string[]
  /** and this polygon, as CAP writes one: lat,lon lat,lon */
  polygon?: string
  /** and a circle around this point */
  lat?: number
  /** and a circle around this point */
  lon?: number
  /** metres */
  radius_m?: number
  /** incident it is issued for */
  incident?: string
  /** idempotency */
  id?: string
}

/** It is over, or was wrong. */
export interface InWarningCancel {
  /** what to say */
  note: string
  /** idempotency */
  id?: string
}

/** A new incident. */
export interface InIncidentOpen {
  /** what */
  kind: IncidentKind
  /** 1 is the highest */
  priority: number
  /** one line */
  title?: string
  /** where */
  address?: string
  /** what was said */
  detail?: string
  /** where */
  lat?: number
  /** where */
  lon?: number
  /** from this alarm */
  alarm?: string
  /** from this hit */
  hit?: string
  /** an exercise: needed for an alarm of a drill, which nobody answers by mistake */
  drill?: boolean
  /** idempotency */
  id?: string
}

/** Fields to change. */
export interface InIncidentChange {
  /** what */
  kind?: IncidentKind
  /** 1 is the highest */
  priority?: number
  /** one line */
  title?: string
  /** where */
  address?: string
  /** what was said */
  detail?: string
  /** where */
  lat?: number
  /** where */
  lon?: number
  /** sequence of the incident as it was seen: what somebody else changed since of what this changes refuses it, and says so */
  seen?: number
}

/** How it ended. */
export interface InIncidentClose {
  /** how */
  disposition: Disposition
  /** a note */
  note?: string
  /** device time */
  at?: string
  /** sequence of the incident as it was seen: whatever somebody else changed since refuses it */
  seen?: number
  /** idempotency */
  id?: string
}

/** Send a unit. */
export interface InAssign {
  /** which */
  unit: string
  /** sequence of the incident as it was seen: units sent or recalled, another place, a closing since by somebody else refuse it */
  seen?: number
  /** why not the first recommended */
  override?: string
  /** it leads from now on; else the first unit does */
  lead?: boolean
  /** idempotency */
  id?: string
}

/** Which unit leads. */
export interface InLead {
  /** one at work on it */
  unit: string
  /** sequence of the incident as it was seen: another lead since by somebody else refuses it */
  seen?: number
  /** idempotency */
  id?: string
}

/** Another incident that it has to do with. */
export interface InLink {
  /** which */
  to: string
  /** idempotency */
  id?: string
}

/** The incident that handles this one, too. */
export interface InMerge {
  /** which */
  into: string
  /** sequence of the incident as it was seen: whatever somebody else changed since refuses it */
  seen?: number
  /** idempotency */
  id?: string
}

/** A step of a unit's work. */
export interface InStep {
  /** accepted, refused, en_route, on_scene, cleared, cancelled */
  state: AssignmentState
  /** device time of the tap */
  at?: string
  /** when refused */
  reason?: string
  /** with cleared: closes the incident too when no other unit is at work on it */
  disposition?: Disposition
  /** with cleared: a note */
  note?: string
  /** idempotency */
  id?: string
}

/** A message. */
export interface InMessage {
  /** what it says */
  text: string
  /** about which incident */
  incident?: string
  /** idempotency */
  id?: string
}

/** A message to many: to all units on duty of an area (empty: of all), or to those at work on an incident. */
export interface InBroadcast {
  /** what it says */
  text: string
  /** to all on duty there */
  area?: string
  /** to all at work on it */
  incident?: string
  /** idempotency */
  id?: string
}

/** What happened to a message on the tablet. */
export interface InReceipt {
  /** delivered or seen */
  receipt: Receipt
  /** device time */
  at?: string
}

/** A run card, whole. */
export interface InCardSet {
  /** for incidents of this kind */
  kind: IncidentKind
  /** of this priority and more urgent ones; absent: 5, all */
  priority?: number
  /** in this area and those in it; absent: everywhere */
  area?: string
  /** a need a line: LEVEL NUMBER WHAT [SKILL,…]; WHAT is a kind of unit, or any */
  needs: string
}

/** More help, or less, is needed. */
export interface InIncidentLevel {
  /** 1 is what each incident begins with */
  level: number
  /** why */
  reason: string
  /** sequence of the incident as it was seen: another level since by somebody else refuses it */
  seen?: number
  /** idempotency */
  id?: string
}

/** One line of POST /api/v1/reads. */
export interface InRead {
  /** which camera */
  camera: string
  /** plate as read */
  plate: string
  /** country or region of the plate */
  region?: string
  /** time of the read */
  at: string
  /** the engine's */
  confidence?: number
  /** direction of travel */
  heading?: number
  /** measured speed */
  speed_kmh?: number
  /** object: class, make, color */
  vehicle?: unknown
  /** photo the camera keeps */
  image?: string
  /** array of other plates the engine considered */
  alternatives?: unknown
  /** the sender's own id */
  id?: string
  /** a gateway's: it could not translate the device's message, and why; the line is refused and shown with it */
  unread?: string
}

/** One line of PUT /api/v1/hotlists/{source}. */
export interface InHotlistLine {
  /** plate */
  plate: string
  /** country or region */
  region: string
  /** class */
  class: VehicleClass
  /** who wants it */
  issuer: string
  /** legal basis */
  basis: string
  /** why */
  reason: WantedReason
  /** never matches after this */
  expires_at: string
  /** list look-alikes too */
  lookalikes?: boolean
  /** make */
  make?: string
  /** colour */
  color?: string
}

/** The source stands by the entry. */
export interface InEntryAffirm {
  /** who at the source said so */
  name: string
  /** idempotency */
  id?: string
}

/** Why. */
export interface InEntryRemove {
  /** reason */
  why: string
}

/** What the person saw on the photo. */
export interface InHitSee {
  /** the plate on the photo is the wanted one */
  plate: boolean
  /** the region is the same */
  region: boolean
  /** the class is the same */
  class: boolean
  /** idempotency */
  id?: string
}

/** The source stands by the entry. */
export interface InHitReaffirm {
  /** who at the source said so */
  name: string
  /** idempotency */
  id?: string
}

/** Why it is not the vehicle. */
export interface InHitDismiss {
  /** reason */
  why: string
  /** idempotency */
  id?: string
}

/** The officer's answer. */
export interface InNoticeAnswer {
  /** following, lost, busy… */
  answer: string
  /** device time */
  at?: string
  /** idempotency */
  id?: string
}

/** A street that is closed or slow: `radius_m` around a place, or a stretch to `to_lat`, `to_lon` along the quickest way. */
export interface InClosurePlace {
  /** the place, or where the stretch begins */
  lat: number
  /** the place, or where the stretch begins */
  lon: number
  /** of a place: all roads so near */
  radius_m?: number
  /** of a stretch: where it ends */
  to_lat?: number
  /** of a stretch: where it ends */
  to_lon?: number
  /** of a stretch: only from its beginning to its end */
  one_way?: boolean
  /** absent or 0: closed; else 100 to 20000, what part of its time driving takes: 2000 is twice as long */
  time_permille?: number
  /** which street, in words */
  name?: string
  /** why */
  reason: string
  /** incident it is for */
  incident?: string
  /** from when; absent: now */
  from?: string
  /** its end, at most a year from now */
  until: string
  /** idempotency */
  id?: string
}

/** What is otherwise now. */
export interface InClosureChange {
  /** 0: closed; else 100 to 20000 */
  time_permille?: number
  /** why */
  reason?: string
  /** its end, at most a year from now */
  until?: string
}

/** It is open again. */
export interface InClosureLift {
  /** why */
  reason?: string
  /** idempotency */
  id?: string
}

/** How slow driving is by the hour on one day of the week. */
export interface InTrafficSet {
  /** {"all":[24 numbers],"motorway":[…]}: permille of the time without traffic, 100 to 20000 */
  hours: unknown
}

/** Agreed. */
export interface InApprove {
  /** idempotency */
  id?: string
}

/** Why not. */
export interface InApproveRefuse {
  /** reason */
  why: string
  /** idempotency */
  id?: string
}

/** Not wanted any more. */
export interface InApproveWithdraw {
  /** idempotency */
  id?: string
}

/** A new case. */
export interface InCaseOpen {
  /** its number at the authority */
  number: string
  /** legal basis */
  basis: string
  /** until when, at most 90 days from now */
  expires_at: string
  /** whose case; empty: the asker's */
  owner?: string
  /** who may look besides the owner */
  people?: string[]
  /** whom and what it is about: user:U3, unit:M1, hit:H7, plate:01A123BC; a look-up of anything else goes to the reviewer */
  subjects?: string[]
  /** idempotency */
  id?: string
}

/** A signed order to tell subjects later; what is signed is in doc/api.md. */
export interface InCaseDefer {
  /** whose order: the name of its key */
  office: string
  /** its number */
  number: string
  /** its date, in whole seconds */
  issued_at: string
  /** until when, at most 90 days after its date */
  until: string
  /** SHA-256 of the document */
  document: string
  /** Ed25519 by the issuer's key, base64 */
  signature: string
  /** idempotency */
  id?: string
}

/** Histories as a file, for a case. */
export interface InExportAsk {
  /** the case */
  casefile: string
  /** why: a code that stands on a case */
  purpose: Purpose
  /** whose histories: incident:I5, unit:M1, user:U3; each is named by the case */
  about: string[]
  /** who fetches it, one of the case's people; empty: the asker */
  by?: string
  /** idempotency */
  id?: string
}

/** A judgement. */
export interface InReview {
  /** in_order, unclear or misuse */
  verdict: ReviewVerdict
  /** its reasons */
  note?: string
  /** idempotency */
  id?: string
}

/** How long a class of things is kept. */
export interface InRetentionSet {
  /** seconds */
  life_s: number
  /** why */
  reason: string
}

/** What must be kept, until when, and on what ground. */
export interface InHoldPlace {
  /** kind/id: an incident, a hit, a case, any other entity */
  about: string
  /** legal basis, and the number of the order */
  basis: string
  /** the case it is for */
  for_case?: string
  /** its end, at most a year from now */
  until: string
  /** idempotency */
  id?: string
}

/** Until when it must be kept now, and on what ground. */
export interface InHoldExtend {
  /** its end, at most a year from now */
  until: string
  /** legal basis, and the number of the order */
  basis: string
}

/** Why it need not be kept any longer. */
export interface InHoldRelease {
  /** why */
  reason: string
}

// SPDX-License-Identifier: Apache-2.0
// The tablet's one controller: who is signed in, duty, queue, position, alerts. The views only read it and call it.

import { setLang, pickLang } from '../lib/i18n'
import { Problem, call, setCsrf, type Me } from '../lib/api'
import { ms } from '../lib/format'
import { onSecond, serverNow } from '../lib/clock'
import type { Event } from '../lib/fold'
import { Line } from '../lib/line'
import { store } from '../lib/store'
import { setZone } from '../lib/zone'
import { dutyAct, offDutyAct, statusAct } from './acts'
import { Alerts } from './alerts'
import { watchBattery } from './battery'
import { Heal } from './heal'
import { Help } from './help'
import { fixStore, actStore } from './idb'
import { loadKept, keepPicture } from './keep'
import { Listening } from './listening'
import { Locator } from './locate'
import { choose, openJobs, openNotices, ownUnit, unread } from './now'
import type { Job, Screen, Told, Words } from './now'
import { Outbox, type Act, type NewAct, type Outcome, type Predict, type Refusal } from './outbox'
import { askWho, sendAct, sendLines } from './send'
import { soundRuns, wakeSound } from './sound'
import { Track, type Measured } from './track'

export type Phase = 'starting' | 'sign_in' | 'password' | 'wrong_role' | 'in'

const HEARTBEAT_MS = 30000
/** a sign-in with less left than this is renewed on duty, once in the next */
const RENEW_LEFT_MS = 30 * 60000
const RENEW_EVERY_MS = 60000
/** metres a second from which the course over ground means something */
const MOVES = 1.5
/** a car that stopped at a light still looks the same way */
const COURSE_MS = 60000
/** a prediction outlives its act until the stream brings the event, but not for ever */
const SETTLED_MS = 8000
const STUCK_MS = 1500
const HEARD = 'markaz.tablet.heard'

export class Tablet {
    phase: Phase = 'starting'
    me: Me | undefined
    refusals: Refusal[] = []
    /** a notice that just went away, and why */
    gone: { plate: string; state: string; at: number } | undefined
    prefer: 'job' | 'notice' | undefined
    /** hits whose photo was compared here, and what is shown of it */
    readonly compared = new Map<string, 'tab.compare.done' | 'tab.compare.other'>()
    battery: number | undefined
    /** why the centre does not take this tablet's positions */
    placeRefused: string | undefined
    readonly outbox: Outbox
    readonly track: Track
    readonly locator: Locator
    readonly listening: Listening
    readonly help: Help
    private readonly alerts: Alerts
    private readonly heal = new Heal()
    private line: Line | undefined
    private settled: { predict: Predict; seq: number; at: number }[] = []
    private watchers = new Set<() => void>()
    private wakeLock: WakeLockSentinel | undefined
    private beatAt = -HEARTBEAT_MS
    private renewedAt = -RENEW_EVERY_MS
    private lastCourse: { degrees: number; at: number } | undefined

    constructor() {
        this.outbox = new Outbox({
            store: actStore,
            send: (act) => this.sendOne(act),
            on: {
                changed: () => this.changed(),
                done: (act, seq) => this.actDone(act, seq),
                refused: (refusal) => this.actRefused(refusal),
            },
        })
        this.track = new Track({
            store: fixStore,
            send: (lines) => this.sendFixes(lines),
            maySend: () => this.phase === 'in' && !this.outbox.has('tab.act.duty_on'),
            changed: () => this.changed(),
        })
        this.locator = new Locator(
            (m) => void this.takeFix(m),
            () => this.changed(),
        )
        this.listening = new Listening(() => this.changed())
        this.help = new Help(this.locator, this.outbox, () => this.changed())
        this.alerts = new Alerts((act) => void this.outbox.add(act))
    }

    watch(watcher: () => void): () => void {
        this.watchers.add(watcher)
        return () => void this.watchers.delete(watcher)
    }

    changed(): void {
        for (const watcher of [...this.watchers]) watcher()
    }

    /** First thing of a visit: the last picture from the device, then the centre's word. */
    async start(): Promise<void> {
        store.watch(() => this.pictureChanged())
        store.onEvents((events) => this.seeEvents(events))
        store.onLive(() => this.changed())
        onSecond(() => this.second())
        addEventListener('online', () => this.hurry())
        addEventListener('visibilitychange', () => this.visibility())
        addEventListener('pagehide', () => this.listening.leave())
        void watchBattery((level) => void (this.battery = level))
        const kept = await loadKept()
        if (kept) {
            this.enter(kept.me, kept.message)
            await this.confirm()
            return
        }
        try {
            this.enter(await askWho())
        } catch {
            this.phase = 'sign_in'
            this.changed()
        }
    }

    private async confirm(): Promise<void> {
        try {
            const me = await askWho()
            if (me.unit !== this.me?.unit || me.role !== 'unit' || me.password_given) this.enter(me)
            else {
                this.me = me
                this.outbox.kick()
            }
        } catch (error) {
            if (error instanceof Problem && error.status === 401) this.lostSession()
        }
        this.changed()
    }

    async signIn(name: string, password: string): Promise<void> {
        const me = await call<Me>('POST', '/api/v1/session', { body: { name, password } })
        setCsrf(me.csrf)
        this.enter(me)
    }

    /** The given password is one's own now: in. */
    async passwordChosen(): Promise<void> {
        try {
            this.enter(await askWho())
        } catch {
            location.reload()
        }
    }

    /** Only off duty: a tablet that nobody is signed in on cannot be reached. */
    async signOut(): Promise<void> {
        this.line?.stop()
        await call('DELETE', '/api/v1/session').catch(() => undefined)
        setCsrf('')
        await keepPicture(undefined)
        location.reload()
    }

    private enter(me: Me, kept?: Parameters<typeof store.take>[0]): void {
        setZone(me.zone)
        this.me = me
        setLang(pickLang(me.lang || undefined))
        if (me.password_given) {
            this.phase = 'password'
            this.changed()
            return
        }
        if (me.role !== 'unit' || me.unit === '') {
            this.phase = 'wrong_role'
            this.changed()
            return
        }
        this.phase = 'in'
        if (kept) store.take(kept)
        this.line?.stop()
        this.line = new Line({ csrf: me.csrf, topics: '', geometry: false, area: '' }, (m) => store.take(m))
        this.line.start()
        this.outbox.setOwner(me.unit)
        this.outbox.kick()
        this.pictureChanged()
    }

    private lostSession(): void {
        this.phase = 'sign_in'
        this.line?.stop()
        setCsrf('')
        this.outbox.setOwner('')
        this.syncDuty()
        this.changed()
    }

    // What is seen

    get unit(): string {
        return this.me?.unit ?? ''
    }

    predictions(): Predict[] {
        const queued = this.outbox.pending().flatMap((a) => (a.predict ? [a.predict] : []))
        return [...this.settled.map((s) => s.predict), ...queued]
    }

    own(): ReturnType<typeof ownUnit> {
        return ownUnit(store.picture.tables, this.unit, this.predictions())
    }

    onDuty(): boolean {
        return this.phase === 'in' && this.own()?.duty === 'on'
    }

    jobs(): Job[] {
        return openJobs(store.picture.tables, this.unit, this.predictions())
    }

    notices(): Told[] {
        return openNotices(store.picture.tables, this.unit, this.predictions(), serverNow())
    }

    words(): Words[] {
        return unread(store.picture.tables, this.unit, this.predictions())
    }

    screen(): Screen {
        return choose(this.jobs(), this.notices(), this.own()?.assignment, this.prefer)
    }

    lineOpen(): boolean {
        return store.line.state === 'open'
    }

    /** Heard by the officer at sign-on, and still allowed to play. */
    soundOn(): boolean {
        return this.soundHeard() && soundRuns()
    }

    /** What the officer answered last; the centre's copy also turns false when a reload mutes the page. */
    soundHeard(): boolean {
        return localStorage.getItem(HEARD) === 'yes'
    }

    setSoundHeard(heard: boolean): void {
        localStorage.setItem(HEARD, heard ? 'yes' : 'no')
        this.syncListening()
        this.changed()
    }

    /** Own position as the device knows it, on duty only. */
    here(): Measured | undefined {
        return this.locator.running() ? this.locator.last : undefined
    }

    // Acts

    act(fresh: NewAct): void {
        wakeSound()
        this.refusals = []
        void this.outbox.add(fresh)
    }

    step(
        job: Job,
        state: 'accepted' | 'en_route' | 'on_scene' | 'cleared' | 'refused',
        reason = '',
    ): void {
        this.act({
            lane: 'acts',
            path: `/api/v1/assignments/${encodeURIComponent(job.id)}/step`,
            body: { state, ...(reason ? { reason } : {}) },
            label: `tab.act.${state}` as const,
            predict: { kind: 'assignment', id: job.id, patch: { state } },
        })
        this.alerts.answered('assignment/' + job.id)
    }

    /** One tap: all is well here. */
    well(job: Job): void {
        this.act({
            lane: 'acts',
            path: `/api/v1/assignments/${encodeURIComponent(job.id)}/well`,
            body: {},
            label: 'tab.act.well',
            predict: { kind: 'assignment', id: job.id, patch: { asked_at: undefined, missed: 0 } },
        })
        this.alerts.answered('assignment/' + job.id)
    }

    answer(told: Told, answer: 'following' | 'lost' | 'busy'): void {
        this.act({
            lane: 'acts',
            path: `/api/v1/notices/${encodeURIComponent(told.id)}/answer`,
            body: { answer },
            label: answer === 'busy' ? 'tab.act.cannot' : (`tab.act.${answer}` as const),
            predict: { kind: 'notice', id: told.id, patch: { state: 'answered', answer } },
        })
        this.alerts.answered('notice/' + told.id)
    }

    /** What the officer saw on the photo: the wanted vehicle, or what differs. */
    compare(hit: string, differs: string): void {
        const path = `/api/v1/hits/${encodeURIComponent(hit)}/`
        const act = { lane: 'acts', label: 'tab.act.compare', untimed: true } as const
        if (differs) this.act({ ...act, path: path + 'dismiss', body: { why: differs } })
        else this.act({ ...act, path: path + 'see', body: { plate: true, region: true, class: true } })
        this.compared.set(hit, differs ? 'tab.compare.other' : 'tab.compare.done')
        this.changed()
    }

    /** To the desk; about the job, when there is one. */
    write(text: string, incident: string | undefined): void {
        this.act({
            lane: 'acts',
            path: `/api/v1/units/${encodeURIComponent(this.unit)}/message`,
            body: { text, ...(incident ? { incident } : {}) },
            label: 'tab.act.message',
            untimed: true,
        })
    }

    read(words: Words): void {
        this.act({
            lane: 'acts',
            path: `/api/v1/messages/${encodeURIComponent(words.id)}/receipt`,
            body: { receipt: 'seen' },
            label: 'tab.act.receipt',
            quiet: true,
            anonymous: true,
            predict: { kind: 'message', id: words.id, patch: { seen_at: new Date().toISOString() } },
        })
    }

    note(job: Job, text: string): void {
        this.act({
            lane: 'acts',
            path: `/api/v1/incidents/${encodeURIComponent(job.assignment.incident ?? '')}/note`,
            body: { text },
            label: 'tab.act.note',
            untimed: true,
        })
    }

    status(status: 'available' | 'busy' | 'out'): void {
        this.act(statusAct(this.unit, status))
    }

    goOnDuty(crew: string, sound: boolean): void {
        localStorage.setItem('markaz.tablet.crew', crew)
        this.setSoundHeard(sound)
        this.act(dutyAct(this.unit, crew, sound))
        this.syncDuty()
    }

    goOffDuty(): void {
        this.act(offDutyAct(this.unit))
        this.syncDuty()
    }

    callHelp(): Promise<void> {
        return this.help.press(this.unit)
    }

    /** An act that finds the session gone asks for a new sign-in; it stays in the queue. */
    private async sendOne(act: Act): Promise<Outcome> {
        const outcome = await sendAct(act)
        if (outcome.kind === 'later' && outcome.why === 'sign_in') this.lostSession()
        return outcome
    }

    private actDone(act: Act, seq: number): void {
        if (act.predict) this.settled.push({ predict: act.predict, seq, at: Date.now() })
        this.help.arrived(act.id)
        if (act.label === 'tab.act.duty_on') void this.track.flush()
    }

    private actRefused(refusal: Refusal): void {
        this.refusals = [...this.refusals, refusal].slice(-5)
        this.alerts.note('gone')
    }

    forget(id: string): void {
        this.refusals = this.refusals.filter((r) => r.act.id !== id)
        this.changed()
    }

    /** An act waits longer than a healthy answer takes. */
    stuck(): boolean {
        const oldest = this.outbox.pending().find((a) => !a.quiet)
        return oldest !== undefined && Date.now() - Date.parse(oldest.at) > STUCK_MS
    }

    // What happens by itself

    private pictureChanged(): void {
        if (store.line.state === 'signed_out' && this.phase === 'in') return void this.askAgain()
        this.settle()
        this.syncDuty()
        this.alertAll()
        if (this.me) void keepPicture(this.me)
        this.changed()
    }

    /** The stream says signed out: make sure before the officer is asked for a password. */
    private async askAgain(): Promise<void> {
        await this.confirm()
        if (this.phase === 'in' && this.me && store.line.state === 'signed_out') this.enter(this.me)
    }

    private settle(): void {
        const now = Date.now()
        const seq = store.picture.seq
        this.settled = this.settled.filter((s) => s.seq > seq && now - s.at < SETTLED_MS)
    }

    private syncDuty(): void {
        if (this.onDuty()) {
            this.locator.start()
            void this.stayAwake()
        } else {
            if (this.locator.running()) this.locator.stop()
            void this.wakeLock?.release()
            this.wakeLock = undefined
        }
        this.syncListening()
    }

    private syncListening(): void {
        const own = store.picture.tables.unit?.get(this.unit)
        const wanted = this.lineOpen() && document.visibilityState === 'visible'
        this.listening.sync(
            this.onDuty() && !this.outbox.has('tab.act.duty_on'),
            this.unit,
            own,
            wanted,
            this.soundOn(),
        )
    }

    private alertAll(): void {
        const jobs = this.jobs()
        this.heal.sync(jobs, this.lineOpen())
        this.alerts.sync(jobs, this.notices(), this.words(), this.screen())
    }

    private seeEvents(events: readonly Event[]): void {
        for (const event of events) {
            if (event.type !== 'notice.ended') continue
            const told = store.picture.tables.notice?.get(event.subject.slice('notice/'.length))
            const plate = this.alerts.plateOf(event.subject) || told?.plate || ''
            this.gone = { plate, state: String(event.data?.state ?? 'expired'), at: Date.now() }
            this.alerts.note('gone')
        }
    }

    private second(): void {
        if (this.phase !== 'in') return
        this.settle()
        this.alertAll()
        this.syncListening()
        if (this.gone && Date.now() - this.gone.at > 10000) this.gone = undefined
        if (this.onDuty()) {
            void this.track.flush()
            if (performance.now() - this.beatAt >= HEARTBEAT_MS && this.lineOpen()) void this.heartbeat()
            if (this.lineOpen() && ms(this.me?.expires) - serverNow() < RENEW_LEFT_MS) void this.renew()
        } else if (this.track.waiting()) void this.track.flush()
        this.changed()
    }

    /** The centre renews an officer's sign-in by itself too, when it cannot be asked. */
    private async renew(): Promise<void> {
        if (performance.now() - this.renewedAt < RENEW_EVERY_MS) return
        this.renewedAt = performance.now()
        const { expires, ends } = await call<Me>('POST', '/api/v1/session/renew', { body: {} }).catch(
            () => ({ expires: '', ends: '' }),
        )
        if (expires && this.me) this.me = { ...this.me, expires, ends }
    }

    private async heartbeat(): Promise<void> {
        this.beatAt = performance.now()
        const beat = {
            device: this.device(),
            at: new Date().toISOString(),
            id: crypto.randomUUID(),
        }
        const charge = this.battery === undefined ? {} : { battery: this.battery }
        await sendLines('/api/v1/heartbeats', JSON.stringify({ ...beat, ...charge }) + '\n')
    }

    device(): string {
        return 'tab-' + this.unit
    }

    /** What the centre rejects it will never take: it is not kept, but the officer sees why. */
    private async sendFixes(lines: string): Promise<boolean> {
        const said = await sendLines('/api/v1/positions', lines)
        if (said) this.placeRefused = said.rejected[0]?.error
        return said !== undefined
    }

    private async takeFix(m: Measured): Promise<void> {
        if (this.onDuty()) await this.track.offer(m, this.device(), this.battery)
    }

    private hurry(): void {
        this.line?.hurry()
        this.outbox.kick()
        void this.track.flush()
    }

    private visibility(): void {
        if (document.visibilityState === 'visible') {
            this.hurry()
            this.syncDuty()
            this.alertAll()
        } else this.listening.leave()
        this.changed()
    }

    private async stayAwake(): Promise<void> {
        if (this.wakeLock || document.visibilityState !== 'visible' || !('wakeLock' in navigator))
            return
        try {
            const lock = await navigator.wakeLock.request('screen')
            lock.addEventListener('release', () => (this.wakeLock = undefined))
            this.wakeLock = lock
        } catch {
            // Battery saving or an old browser: the page says "not listening" when the screen goes dark.
        }
    }

    /** Own course over ground while moving, for arrows; null when the device does not know it. */
    course(): number | null {
        const m = this.here()
        if (m && m.heading !== null && (m.speed ?? 0) >= MOVES) {
            this.lastCourse = { degrees: m.heading, at: Date.now() }
        }
        const last = this.lastCourse
        return last && Date.now() - last.at < COURSE_MS ? last.degrees : null
    }
}

export const tablet = new Tablet()

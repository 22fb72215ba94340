/**
 * A make-believe acquisition for the page's tests: tiles of a lattice arrive in snake order and flow through six
 * stages on eight slots. Everything follows from its options, so that two runs look alike. It knows nothing of
 * GraphQL; fixture-answers.ts dresses it.
 */
export const codes = {
	waiting: 0,
	ready: 1,
	running: 2,
	review: 3,
	succeeded: 4,
	rejected: 5,
	failed: 6,
	cancelled: 7,
	excluded: 8,
	absent: 255,
} as const;

export interface FixtureStage {
	readonly id: number;
	readonly name: string;
	readonly rule: "root" | "each" | "neighbours" | "group";
	readonly parents: readonly number[];
	/** Rounds a program takes. */
	readonly rounds: number;
	/** One in so many fails, by a hash of its unit; 0 for never. */
	readonly failsOneIn: number;
}

export const fixtureStages: readonly FixtureStage[] = [
	{ id: 1, name: "Acquisition", rule: "root", parents: [], rounds: 0, failsOneIn: 0 },
	{ id: 2, name: "Preview", rule: "each", parents: [1], rounds: 1, failsOneIn: 0 },
	{ id: 3, name: "Quality", rule: "each", parents: [1], rounds: 2, failsOneIn: 83 },
	{ id: 4, name: "Projection", rule: "each", parents: [3], rounds: 3, failsOneIn: 0 },
	{ id: 5, name: "Shift", rule: "neighbours", parents: [4], rounds: 2, failsOneIn: 0 },
	{ id: 6, name: "Mosaic", rule: "group", parents: [2, 5], rounds: 6, failsOneIn: 0 },
];

export interface FixtureOptions {
	readonly columns: number;
	readonly rows: number;
	readonly planes: number;
	/** Tiles that are there at the beginning, already worked off as far as possible. */
	readonly arrivedAtStart: number;
	readonly slots?: number;
}

export interface FixtureTaskChange {
	readonly stageId: number;
	readonly unit: number;
	readonly state: number;
	/** It did not exist before: such tasks are counted, but not named, in what is pushed. */
	readonly isNew: boolean;
}

interface RunningUnit {
	readonly stageId: number;
	readonly unit: number;
	readonly startedAt: number;
	roundsLeft: number;
}

export class FixtureAcquisition {
	readonly columns: number;
	readonly rows: number;
	readonly planes: number;
	readonly slots: number;
	readonly tileTotal: number;
	readonly startedAt = Date.now();
	arrived = 0;
	complete = 0;
	isPaused = false;
	/** Said of its pace instead of what is said of all others. */
	pace: {
		readonly arrival?: object;
		readonly processing?: object;
		readonly stages?: readonly object[];
		readonly bottleneck?: object;
	} = {};
	readonly pausedStages = new Set<number>();
	readonly states: ReadonlyMap<number, Uint8Array>;
	readonly attempts: ReadonlyMap<number, Uint8Array>;
	running: RunningUnit[] = [];
	readonly #ready = new Map<number, number[]>();
	readonly #mended = new Set<string>();
	#changes: FixtureTaskChange[] = [];

	constructor(options: FixtureOptions) {
		this.columns = options.columns;
		this.rows = options.rows;
		this.planes = options.planes;
		this.slots = options.slots ?? 8;
		this.tileTotal = options.columns * options.rows * options.planes;
		const arrays = (fill: number) =>
			new Map(fixtureStages.map((stage) => [stage.id, new Uint8Array(this.unitCount(stage)).fill(fill)]));
		this.states = arrays(codes.absent);
		this.attempts = arrays(0);
		while (this.arrived < options.arrivedAtStart) this.#arrive();
		// Everything but the last few is worked off, with the slots widened for a moment.
		for (let round = 0; round < 60; round++) this.#work(Math.max(this.slots, Math.ceil(options.arrivedAtStart / 8)));
		for (let round = 0; round < 10; round++) this.#work(this.slots);
		this.#changes = [];
	}

	unitCount(stage: FixtureStage): number {
		if (stage.rule === "group") return this.planes;
		return this.tileTotal * (stage.rule === "neighbours" ? 2 : 1);
	}

	/** Lattice position of a tile; every second row runs backwards. */
	positionOf(tile: number): { x: number; y: number; z: number } {
		const perPlane = this.columns * this.rows;
		const inPlane = tile % perPlane;
		const y = Math.floor(inPlane / this.columns);
		const column = inPlane % this.columns;
		return { x: y % 2 === 0 ? column : this.columns - 1 - column, y, z: Math.floor(tile / perPlane) };
	}

	tileAt(x: number, y: number, z: number): number | null {
		if (x < 0 || y < 0 || x >= this.columns || y >= this.rows || z < 0 || z >= this.planes) return null;
		const column = y % 2 === 0 ? x : this.columns - 1 - x;
		return z * this.columns * this.rows + y * this.columns + column;
	}

	stateOf(stageId: number, unit: number): number {
		return this.states.get(stageId)?.[unit] ?? codes.absent;
	}

	/** The second tile of a pair; pairs of a tile are 2·tile (x+1) and 2·tile+1 (y+1). */
	neighbourOf(pair: number): number | null {
		const { x, y, z } = this.positionOf(pair >> 1);
		return pair % 2 === 0 ? this.tileAt(x + 1, y, z) : this.tileAt(x, y + 1, z);
	}

	/** One round: a tile may arrive, programs go on, free slots are filled. Returns what changed. */
	advance(arriving: number): readonly FixtureTaskChange[] {
		for (let count = 0; count < arriving && this.arrived < this.tileTotal; count++) this.#arrive();
		if (arriving > 0 && this.arrived === this.tileTotal && this.complete < this.arrived) this.#completeTile();
		this.#work(this.slots);
		const changes = this.#changes;
		this.#changes = [];
		return changes;
	}

	retry(stageId: number, unit: number): void {
		this.#mended.add(`${stageId}/${unit}`);
		this.#set(stageId, unit, codes.ready);
	}

	cancel(stageId: number, unit: number): void {
		this.running = this.running.filter((entry) => entry.stageId !== stageId || entry.unit !== unit);
		this.#set(stageId, unit, codes.cancelled);
	}

	#arrive(): void {
		if (this.complete < this.arrived) this.#completeTile();
		this.#set(1, this.arrived, codes.waiting);
		this.arrived++;
	}

	#completeTile(): void {
		const tile = this.complete++;
		this.#set(1, tile, codes.succeeded);
		this.#plan(tile);
	}

	#plan(tile: number): void {
		const { z } = this.positionOf(tile);
		for (const stage of fixtureStages) {
			if (stage.rule === "each") this.#set(stage.id, tile, stage.parents[0] === 1 ? codes.ready : codes.waiting);
			if (stage.rule === "group" && this.stateOf(stage.id, z) === codes.absent) this.#set(stage.id, z, codes.waiting);
			if (stage.rule !== "neighbours") continue;
			// A pair exists once both its tiles do; the later of the two brings it.
			const { x, y } = this.positionOf(tile);
			const left = this.tileAt(x - 1, y, z);
			const above = this.tileAt(x, y - 1, z);
			const candidates = [2 * tile, 2 * tile + 1];
			if (left !== null) candidates.push(2 * left);
			if (above !== null) candidates.push(2 * above + 1);
			for (const pair of candidates) {
				const other = this.neighbourOf(pair);
				if (other === null || Math.max(pair >> 1, other) !== tile) continue;
				this.#set(stage.id, pair, codes.waiting);
			}
		}
	}

	#work(slots: number): void {
		for (const entry of this.running) entry.roundsLeft--;
		const finished = this.running.filter((entry) => entry.roundsLeft <= 0);
		this.running = this.running.filter((entry) => entry.roundsLeft > 0);
		for (const { stageId, unit } of finished) this.#finish(stageId, unit);
		if (this.isPaused) return;
		// First a fair share for each stage, then whatever is free.
		for (const share of [Math.ceil(slots / 4), slots]) {
			for (const stage of fixtureStages) this.#fill(stage, slots, share);
		}
	}

	#fill(stage: FixtureStage, slots: number, share: number): void {
		if (this.pausedStages.has(stage.id)) return;
		const queue = this.#ready.get(stage.id) ?? [];
		let used = this.running.filter((entry) => entry.stageId === stage.id).length;
		while (this.running.length < slots && used < share) {
			const unit = queue.shift();
			if (unit === undefined) break;
			if (this.stateOf(stage.id, unit) !== codes.ready) continue;
			const attempts = this.attempts.get(stage.id);
			if (attempts !== undefined) attempts[unit] = (attempts[unit] ?? 0) + 1;
			this.#set(stage.id, unit, codes.running);
			this.running.push({ stageId: stage.id, unit, startedAt: Date.now(), roundsLeft: stage.rounds + (unit % 3) });
			used++;
		}
	}

	#finish(stageId: number, unit: number): void {
		const stage = fixtureStages.find((entry) => entry.id === stageId);
		if (stage === undefined) return;
		const isFailing =
			stage.failsOneIn > 0 &&
			hash(unit * 31 + stageId) % stage.failsOneIn === 0 &&
			!this.#mended.has(`${stageId}/${unit}`);
		this.#set(stageId, unit, isFailing ? codes.failed : codes.succeeded);
		if (isFailing) return;
		for (const child of fixtureStages) {
			if (!child.parents.includes(stageId)) continue;
			if (child.rule === "each" && this.stateOf(child.id, unit) === codes.waiting) {
				this.#set(child.id, unit, codes.ready);
			}
			if (child.rule === "neighbours") this.#releasePairs(child.id, stageId, unit);
			if (child.rule === "group" && stage.rule === "neighbours") {
				const plane = this.positionOf(unit >> 1).z;
				if (unit % 40 === 0 && this.stateOf(child.id, plane) !== codes.running) {
					this.#set(child.id, plane, codes.ready);
				}
			}
		}
	}

	#releasePairs(stageId: number, parentId: number, tile: number): void {
		const { x, y, z } = this.positionOf(tile);
		const left = this.tileAt(x - 1, y, z);
		const above = this.tileAt(x, y - 1, z);
		for (const pair of [2 * tile, 2 * tile + 1, left === null ? -1 : 2 * left, above === null ? -1 : 2 * above + 1]) {
			if (pair < 0 || this.stateOf(stageId, pair) !== codes.waiting) continue;
			const other = this.neighbourOf(pair);
			const areBothDone =
				other !== null && [pair >> 1, other].every((end) => this.stateOf(parentId, end) === codes.succeeded);
			if (areBothDone) this.#set(stageId, pair, codes.ready);
		}
	}

	#set(stageId: number, unit: number, state: number): void {
		const states = this.states.get(stageId);
		if (states === undefined || states[unit] === state) return;
		const isNew = states[unit] === codes.absent;
		states[unit] = state;
		if (state === codes.ready) {
			const queue = this.#ready.get(stageId) ?? [];
			queue.push(unit);
			this.#ready.set(stageId, queue);
		}
		this.#changes.push({ stageId, unit, state, isNew });
	}
}

/** A small integer hash (Wellons' lowbias32), so that failures look scattered and stay the same. */
export function hash(value: number): number {
	let mixed = value >>> 0;
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
	mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
	return (mixed ^ (mixed >>> 16)) >>> 0;
}

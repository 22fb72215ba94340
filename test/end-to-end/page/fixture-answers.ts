import { codes, type FixtureAcquisition, type FixtureStage, fixtureStages } from "./fixture-acquisition.ts";
import { fixturePace } from "./fixture-pace.ts";
import {
	pathOf,
	reasonOf,
	stageOf,
	stateNames,
	taskIdOf,
	tileIdOf,
	tileName,
	tileOfUnit,
	unitOf,
	unitRuleOf,
} from "./fixture-words.ts";

/** The fixture's acquisition in the words of the API. Objects are made when asked for; their functions are resolvers. */

const workerId = "0b6e3a54-6a5e-4b0a-9b0c-3d9a53a1f0aa";
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

function versionOf(stageId: number): object {
	const program = { kind: "script", path: "stages/shift.js" };
	return { id: String(stageId), version: 1, recipe: { definition: { program }, programHash: "1f".repeat(32) } };
}

export class FixtureAnswers {
	readonly acquisition: FixtureAcquisition;
	readonly projectId: string;
	readonly name: string;

	constructor(acquisition: FixtureAcquisition, projectId: string, name: string) {
		this.acquisition = acquisition;
		this.projectId = projectId;
		this.name = name;
	}

	project() {
		const { acquisition } = this;
		const isEmpty = acquisition.tileTotal === 0;
		return {
			pace: () => fixturePace(this.acquisition),
			id: this.projectId,
			name: this.name,
			description: "Mouse cortex, cleared, two-photon",
			rootPath: "/data/cortex",
			outputPath: "/data/cortex-results",
			parameters: {},
			inputParameters: {},
			planeMarkers: {},
			priority: 0,
			isPaused: acquisition.isPaused,
			isRescoping: false,
			graphVersion: 1,
			createdAt: new Date(acquisition.startedAt).toISOString(),
			tileCount: acquisition.arrived,
			completeTileCount: acquisition.complete,
			sources: () => [this.source()],
			stages: () => (isEmpty ? fixtureStages.slice(0, 1) : fixtureStages).map((stage) => this.stage(stage)),
			planes: () => this.planes(),
			tasks: (args: PageArguments) => this.tasks(args),
		};
	}

	planes() {
		const { acquisition } = this;
		const perPlane = acquisition.columns * acquisition.rows;
		const count = perPlane === 0 ? 0 : Math.ceil(acquisition.arrived / perPlane);
		return Array.from({ length: count }, (_, z) => ({
			z,
			tileCount: Math.min(perPlane, acquisition.arrived - z * perPlane),
			minimumX: 0,
			maximumX: acquisition.columns - 1,
			minimumY: 0,
			maximumY: acquisition.rows - 1,
		}));
	}

	source() {
		const { acquisition } = this;
		const isEmpty = acquisition.tileTotal === 0;
		const isGrowing = acquisition.complete < acquisition.arrived;
		return {
			id: `${this.projectId}1`,
			name: "Two-photon 2",
			kind: "LIST",
			rootPath: "/data/cortex",
			settings: {},
			inputState: isEmpty ? "MISSING" : "PIPELINE",
			problem: isEmpty
				? {
						code: "INPUT_NOT_FOUND",
						message:
							'Neither "pipeline-input.json" nor "dashboard.json" is in /data/cortex. The source waits for the microscope to write one.',
					}
				: null,
			lookEverySeconds: 2,
			lateAfterSeconds: 124,
			lastCheckedAt: ago(1),
			lastSeenAt: isEmpty ? null : ago(1),
			lastChangedAt: isEmpty ? null : ago(4),
			pendingFiles: isGrowing
				? [
						{
							path: `${pathOf(acquisition.arrived - 1)}/${tileName(acquisition.arrived - 1)}-ngc.0.tif`,
							verdict: "stopped growing 1.2 s ago at 33.6 MB; looking again",
						},
					]
				: [],
			expectedTiles: isEmpty ? null : acquisition.tileTotal,
			finishedAt: null,
			tileCount: acquisition.arrived,
		};
	}

	stageCounts(stage: FixtureStage) {
		const counts = new Array<number>(stateNames.length).fill(0);
		for (const state of this.acquisition.states.get(stage.id) ?? []) {
			if (state !== codes.absent) counts[state] = (counts[state] ?? 0) + 1;
		}
		return counts.flatMap((count, code) => (count === 0 ? [] : [{ state: stateNames[code], count }]));
	}

	stage(stage: FixtureStage): object {
		const isPaused = this.acquisition.pausedStages.has(stage.id);
		return {
			id: this.stageKey(stage.id),
			name: stage.name,
			description: stage.rule === "root" ? "What the microscope delivered" : `Runs the built-in program ${stage.name}`,
			kind: stage.rule === "root" ? "ROOT" : "PROGRAM",
			isPaused,
			pauseReason: isPaused ? "paused by hand" : null,
			priority: 0,
			parents: () => stage.parents.map((id) => this.stage(stageOf(id))),
			unitRule: unitRuleOf(stage),
			outputPath: stage.rule === "root" ? null : `/data/cortex-results/${stage.name.toLowerCase()}`,
			definition:
				stage.rule === "root"
					? null
					: { id: String(stage.id), name: `built-in ${stage.name.toLowerCase()}`, version: 1 },
			counts: () => this.stageCounts(stage),
			rate: {
				meanRunSeconds: stage.rule === "root" ? null : 0.4 * stage.rounds + 0.31,
			},
			version: stage.rule === "root" ? null : versionOf(stage.id),
			metricNames: stage.name === "Quality" ? ["focus", "mean"] : [],
			staleResults: [],
			tasks: (args: PageArguments) =>
				this.tasks({ ...args, filter: { ...args.filter, stageIds: [this.stageKey(stage.id)] } }),
		};
	}

	tile(tile: number): object | null {
		const { acquisition } = this;
		if (tile < 0 || tile >= acquisition.arrived) return null;
		const lattice = acquisition.positionOf(tile);
		const isComplete = tile < acquisition.complete;
		return {
			id: String(tileIdOf(tile)),
			relativePath: pathOf(tile),
			name: tileName(tile),
			lattice,
			position: { x: lattice.x * 285.4, y: lattice.y * 285.4, z: lattice.z * 120 },
			attributes: { channel: 0, cut: Math.floor(lattice.z / 2) },
			files: [0, 1].map((index) => ({
				path: `${pathOf(tile)}/${tileName(tile)}-ngc.${index}.tif`,
				sizeBytes: 33_554_944,
				url: `/api/tiles/${tileIdOf(tile)}/files/${index}`,
			})),
			isComplete,
			verdict: isComplete ? "complete: listed by the microscope" : "stopped growing 1.2 s ago; looking again",
			arrivedAt: ago((acquisition.arrived - tile) * 1.1),
			completedAt: isComplete ? ago((acquisition.arrived - tile) * 1.1 - 0.8) : null,
			withdrawnAt: null,
			supersededBy: null,
			source: () => this.source(),
			tasks: () => this.tasksOfTile(tile),
			missingTasks: [],
		};
	}

	tasksOfTile(tile: number) {
		const { acquisition } = this;
		const { x, y, z } = acquisition.positionOf(tile);
		const left = acquisition.tileAt(x - 1, y, z);
		const above = acquisition.tileAt(x, y - 1, z);
		return fixtureStages.flatMap((stage) => {
			if (stage.rule === "group") return this.task(stage.id, z) ?? [];
			if (stage.rule !== "neighbours") return this.task(stage.id, tile) ?? [];
			const pairs = [2 * tile, 2 * tile + 1, left === null ? -1 : 2 * left, above === null ? -1 : 2 * above + 1];
			return pairs.flatMap((pair) => (pair < 0 ? [] : (this.task(stage.id, pair) ?? [])));
		});
	}

	task(stageId: number, unit: number): object | null {
		const { acquisition } = this;
		const code = acquisition.stateOf(stageId, unit);
		const state = stateNames[code];
		if (state === undefined) return null;
		const stage = stageOf(stageId);
		const tile = tileOfUnit(stage, unit);
		const attemptCount = acquisition.attempts.get(stageId)?.[unit] ?? 0;
		const id = taskIdOf(stageId, unit);
		const hasResult = code === codes.succeeded && stageId > 1;
		return {
			id: String(id),
			stage: () => this.stage(stage),
			project: () => this.project(),
			tile: () => (tile === null ? null : this.tile(tile)),
			unitKey: String(unit),
			unit: unitOf(stage, unit),
			state,
			statusCode: 0,
			isStale: false,
			reason: reasonOf(acquisition, stage, unit, code),
			blockedBy: () => (code === codes.waiting ? this.blockersOf(stage, unit) : []),
			inputCount: 1,
			unmetInputs: code === codes.waiting ? 1 : 0,
			isOpen: stage.rule === "group",
			attemptCount,
			notBefore: null,
			changedAt: ago(3),
			attempts: () => Array.from({ length: attemptCount }, (_, index) => this.attempt(stageId, unit, index + 1)),
			latestAttempt: () => (attemptCount === 0 ? null : this.attempt(stageId, unit, attemptCount)),
			resultAttempt: () => (hasResult && attemptCount > 0 ? this.attempt(stageId, unit, attemptCount) : null),
			metrics: hasResult
				? { focus: 0.82 + (unit % 9) / 100, saturation: 0.0031, snr: 14.2 + (unit % 5), mean: 214.6 }
				: null,
			artifacts: hasResult
				? [
						{
							path: "result.tif",
							kind: "image",
							format: "tiff",
							shape: [512, 512],
							sizeBytes: 524_640,
							url: `/api/tasks/${id}/files/result.tif`,
						},
						{
							path: "metrics.json",
							kind: "table",
							format: "json",
							shape: null,
							sizeBytes: 214,
							url: `/api/tasks/${id}/files/metrics.json`,
						},
					]
				: [],
			previewUrl: hasResult ? `/api/tasks/${id}/preview` : null,
		};
	}

	attempt(stageId: number, unit: number, number: number): object {
		const { acquisition } = this;
		const code = acquisition.stateOf(stageId, unit);
		const isLast = number === (acquisition.attempts.get(stageId)?.[unit] ?? 0);
		const isRunning = isLast && code === codes.running;
		const isFailed = !isRunning && (!isLast || code === codes.failed);
		const live = acquisition.running.find((entry) => entry.stageId === stageId && entry.unit === unit);
		const startedAt = live === undefined ? ago(20) : new Date(live.startedAt).toISOString();
		const id = taskIdOf(stageId, unit) * 16 + number;
		return {
			id: String(id),
			task: () => this.task(stageId, unit),
			number,
			worker: () => this.worker(),
			workerId,
			stageVersion: versionOf(stageId),
			programHash: "1f".repeat(32),
			isPartial: stageOf(stageId).rule === "group",
			inputCount: 1,
			outcome: isRunning
				? null
				: isFailed
					? "OUT_OF_MEMORY"
					: isLast && code === codes.cancelled
						? "CANCELLED"
						: "SUCCEEDED",
			exitCode: isRunning ? null : isFailed ? 137 : 0,
			signal: null,
			problem: isFailed ? "The program was ended by the system because memory ran out (exit 137) at 1.9 GB." : null,
			logTail: null,
			dispatchedAt: startedAt,
			startedAt,
			finishedAt: isRunning ? null : ago(18),
			pendingSeconds: 0.004,
			runSeconds: isRunning ? null : 1.62,
			cpuSeconds: isRunning ? null : 1.51,
			maxCpuPercent: isRunning ? null : 97.3,
			maxMemoryMb: isRunning ? null : isFailed ? 1912 : 184.5,
			command: [
				"/usr/bin/node",
				"stages/shift.js",
				"/data/cortex",
				"/data/cortex-results/shift",
				pathOf(unit % Math.max(1, acquisition.arrived)),
				"--sigma",
				"1.5",
			],
			artifacts: [],
			stdoutUrl: `/api/attempts/${id}/logs/stdout`,
			stderrUrl: `/api/attempts/${id}/logs/stderr`,
		};
	}

	worker() {
		const { acquisition } = this;
		return {
			id: workerId,
			name: "scope-2",
			host: "scope-2.imaging.example",
			platform: {},
			state: acquisition.running.length > 0 ? "PROCESSING" : "IDLE",
			isPaused: false,
			localCapacity: acquisition.slots,
			clusterCapacity: 0,
			localLoad: acquisition.running.length,
			clusterLoad: 0,
			cpuPercent: 12 + acquisition.running.length * 10.5,
			freeMemoryMb: 18_432 - acquisition.running.length * 210,
			firstSeenAt: new Date(acquisition.startedAt).toISOString(),
			lastSeenAt: ago(0.4),
			leaseUntil: ago(-10),
			heldAttemptCount: acquisition.running.length,
			runningAttempts: () =>
				acquisition.running.map(({ stageId, unit }) =>
					this.attempt(stageId, unit, acquisition.attempts.get(stageId)?.[unit] ?? 1),
				),
		};
	}

	/** Only what the page asks for: states and stages, first page. */
	tasks({ first = 50, filter }: PageArguments) {
		const nodes: object[] = [];
		let totalCount = 0;
		for (const stage of fixtureStages) {
			if (filter?.stageIds && !filter.stageIds.includes(this.stageKey(stage.id))) continue;
			this.acquisition.states.get(stage.id)?.forEach((code, unit) => {
				const state = stateNames[code];
				if (state === undefined || (filter?.states && !filter.states.includes(state))) return;
				const tile = tileOfUnit(stage, unit);
				if (filter?.tileIds && (tile === null || !filter.tileIds.includes(String(tileIdOf(tile))))) return;
				totalCount++;
				const task = nodes.length < first ? this.task(stage.id, unit) : null;
				if (task !== null) nodes.push(task);
			});
		}
		return { totalCount, edges: nodes.map((node, index) => ({ cursor: String(index), node })), pageInfo: lastPage };
	}

	/** The stage's id in the API: no two projects share one. */
	stageKey(stageId: number): string {
		return `${this.projectId}0${stageId}`;
	}

	blockersOf(stage: FixtureStage, unit: number) {
		const tile = tileOfUnit(stage, unit);
		return tile === null ? [] : stage.parents.flatMap((id) => this.task(id, tile) ?? []).slice(0, 20);
	}
}

export interface PageArguments {
	readonly first?: number;
	readonly filter?: {
		readonly stageIds?: readonly string[] | null;
		readonly states?: readonly string[] | null;
		readonly tileIds?: readonly string[] | null;
	} | null;
}

export const lastPage = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };

import type { ProjectId } from "@tilewright/contract/ids";
import type { AssignedAttempt } from "@tilewright/contract/messages";
import { expect } from "vitest";
import type { z } from "zod";
import { editGraphCommand, restoreGraphCommand } from "../../coordinator/src/commands/graph-commands.ts";
import { updateProject } from "../../coordinator/src/commands/project-commands.ts";
import { changeTasks } from "../../coordinator/src/commands/task-commands.ts";
import { restoreTiles, withdrawTiles } from "../../coordinator/src/commands/tile-commands.ts";
import { readGraph } from "../../coordinator/src/editing/graph-store.ts";
import { finishSource } from "../../coordinator/src/planning/tile-intake.ts";
import type { DecidingCoordinator } from "../support/deciding-coordinator.ts";
import { previewed, previewedUpdate, previewedWithdrawal } from "../support/previewed-edit.ts";
import { observedTile, type TestProject } from "../support/project-builder.ts";
import { type ModelStage, type ModelTile, type ModelUnit, type ModelWorld, unitsOf } from "./editing-model.ts";
import { type Edit, type Step, unitRules } from "./editing-steps.ts";

interface Made {
	readonly versionHash: string;
	/** Content of every input it was made from. */
	readonly inputs: ReadonlyMap<string, string>;
	/** Inputs of the result had another content at some time since, or somebody asked for another one. */
	mayRunAgain: boolean;
}

interface SeenTask {
	readonly key: string;
	readonly id: number;
	readonly state: string;
	readonly input_count: number;
	readonly released_signature: string | null;
	readonly current_hash: string | null;
	readonly is_stale: boolean;
	readonly inputs: readonly string[];
}
type SeenTasks = ReadonlyMap<string, SeenTask>;

/** One sequence against a real planner, and beside it what the model says: compared after every step, and in the end. */
export class Simulation {
	readonly #coordinator: DecidingCoordinator;
	readonly #project: TestProject;
	readonly #definitionId: number;
	readonly #tiles = new Map<number, ModelTile>();
	readonly #excluded = new Set<string>();
	#regionX: ModelWorld["regionX"] = {};
	#skippedX: readonly number[] = [];
	#stages: readonly ModelStage[] = [];
	#hashes = new Map<number, string>();
	#units = new Map<string, ModelUnit>();
	/** By `stage/unit`: what a task passes on now; absent before its first result. */
	readonly #content = new Map<string, string>();
	readonly #made = new Map<string, Made>();
	/** What attempts that are out were started from. */
	readonly #started = new Map<number, { readonly task: string; readonly made: Made }>();

	/** `definitionId`: of what all stages run. */
	constructor(coordinator: DecidingCoordinator, project: TestProject, definitionId: number) {
		this.#coordinator = coordinator;
		this.#project = project;
		this.#definitionId = definitionId;
	}

	async take(action: Step): Promise<void> {
		await this.#act(action);
		await this.look();
	}

	/** Returns when everything that can be started has been: partial runs of groups wait for a timer. */
	async #untilStill(): Promise<void> {
		for (let turn = 0; turn < 200; turn += 1) {
			const [row] = await this.#coordinator.database.query<{ count: number }>(
				`select count(*)::int as count from task t join stage s on s.id = t.stage_id join stage_version v on v.id = s.current_version_id
				where t.project_id = $1 and s.removed_at is null and t.input_count > 0 and (t.state = 'ready' or (
					t.state = 'waiting' and jsonb_typeof(v.recipe -> 'unitRule' -> 'partial') = 'object' and t.input_count > t.unmet_inputs
					and (t.unmet_inputs > 0 or t.is_open) and t.input_revision is distinct from t.attempt_revision
					and not exists (select from attempt a where a.id = t.attempt_id
						and a.input_digest = succeeded_input_digest(t.id) and a.outcome = 'succeeded')))`,
				[this.#project.projectId],
			);
			if (row?.count === 0) return;
			await new Promise((resolve) => setTimeout(resolve, 20));
			await this.#coordinator.settle();
		}
		throw new Error("something is ready and is not started");
	}

	async #act(action: Step): Promise<void> {
		const { projectId } = this.#project;
		switch (action.kind) {
			case "tiles":
				return this.#takeTiles(action.tiles);
			case "withdraw":
				return this.#withdraw(action);
			case "finish":
				return this.#finish(
					this.#coordinator.assigned.slice(0, action.count),
					action.outcome,
					`content ${action.content}`,
				);
			case "add": {
				const parents = new Set([this.#stageOrRoot(action.parent), this.#stageOrRoot(action.other)]);
				if (this.#stages.length >= 6) return;
				return this.#edit({
					kind: "addStage",
					name: `stage ${this.#name()}`,
					definitionId: this.#definitionId,
					parents: [...parents],
					unitRule: unitRules[action.rule % unitRules.length] ?? { kind: "each" },
				});
			}
			case "insert": {
				const stage = this.#stage(action.stage);
				if (!stage || this.#stages.length >= 6) return;
				return this.#edit({
					kind: "addStage",
					name: `stage ${this.#name()}`,
					definitionId: this.#definitionId,
					parents: [...stage.parents],
					unitRule: { kind: "each" },
					before: [stage.id],
				});
			}
			case "parameters": {
				const stage = this.#stage(action.stage);
				if (!stage) return;
				const edit: Edit = { kind: "changeStage", stage: stage.id, parameters: { value: action.value } };
				return this.#edit(edit, action.policy);
			}
			case "parents": {
				const stage = this.#stage(action.stage);
				if (!stage) return;
				const edit: Edit = { kind: "changeStage", stage: stage.id, parents: [this.#stageOrRoot(action.parent)] };
				return this.#edit(edit, action.policy);
			}
			case "rule": {
				const stage = this.#stage(action.stage);
				const unitRule = unitRules[action.rule % unitRules.length] ?? { kind: "each" };
				return stage && this.#edit({ kind: "changeStage", stage: stage.id, unitRule });
			}
			case "remove": {
				const stage = this.#stage(action.stage);
				const children = action.takesChildren ? "remove" : "reattach";
				return stage && this.#edit({ kind: "removeStage", stage: stage.id, children });
			}
			case "undo":
				return allowRefusal(this.#coordinator.carryOut(restoreGraphCommand, { projectId }));
			case "region": {
				if (action.max !== null && action.max < action.min) return;
				this.#regionX = action.max === null ? { min: action.min } : { min: action.min, max: action.max };
				return this.#update({ region: { x: this.#regionX } });
			}
			case "skip": {
				this.#skippedX = [...new Set(action.planes)];
				return this.#update({ skippedPlanes: { x: [...this.#skippedX] } });
			}
			case "take out":
				return this.#takeOut(action);
			case "retry": {
				const stage = this.#stage(action.stage);
				if (!stage) return;
				for (const [task, made] of this.#made) if (task.startsWith(`${stage.id}/`)) made.mayRunAgain = true;
				await this.#coordinator.carryOut(changeTasks, {
					selection: { projectId, stageIds: [stage.id] },
					action: { kind: "retry" },
				});
			}
		}
	}

	#names = 0;
	#name(): number {
		this.#names += 1;
		return this.#names;
	}

	#stage(choice: number): ModelStage | undefined {
		return this.#stages[choice % Math.max(1, this.#stages.length)];
	}

	#stageOrRoot(choice: number): number {
		const ids = [this.#project.rootStageId, ...this.#stages.map((stage) => stage.id)];
		return ids[choice % ids.length] ?? this.#project.rootStageId;
	}

	async #edit(edit: Edit, policyChoice = 0): Promise<void> {
		const policy =
			([{}, {}, { rerun: "stale" }, { stopRunning: true }, { rerun: "all" }] as const)[policyChoice % 5] ?? {};
		if ("rerun" in policy) for (const made of this.#made.values()) made.mayRunAgain = true;
		const input = { projectId: this.#project.projectId, edits: [edit], policy };
		const before = new Set(this.#coordinator.stopped);
		await allowRefusal(previewed(this.#coordinator, input, () => this.#coordinator.carryOut(editGraphCommand, input)));
		const stopped = new Set(this.#coordinator.stopped.filter((id) => !before.has(id)));
		this.#forget(stopped);
	}

	async #update(change: Omit<z.input<typeof updateProject.input>, "id">): Promise<void> {
		const input = { id: this.#project.projectId, ...change };
		await previewedUpdate(this.#coordinator, input, () => this.#coordinator.carryOut(updateProject, input));
	}

	#forget(stopped: ReadonlySet<number>): void {
		for (const attempt of [...this.#coordinator.assigned]) {
			if (!stopped.has(attempt.attemptId)) continue;
			this.#coordinator.assigned.splice(this.#coordinator.assigned.indexOf(attempt), 1);
			this.#started.delete(attempt.attemptId);
		}
	}

	async #takeTiles(
		tiles: readonly {
			readonly name: number;
			readonly isComplete: boolean;
			readonly content: number;
			readonly shift: number;
		}[],
	) {
		const named = new Map(tiles.map((tile) => [tile.name, tile]));
		await this.#coordinator.takeTiles(
			this.#project,
			[...named.values()].map((tile) => {
				const { x, z, channel } = placeOf(tile.name, tile.shift);
				return observedTile(`tile ${tile.name}`, {
					at: [x, 0, z],
					attributes: { channel },
					isComplete: tile.isComplete,
					...(tile.isComplete ? { contentSignature: `content ${tile.content}` } : {}),
				});
			}),
		);
		const rows = await this.#coordinator.database.query<{ id: number; relative_path: string }>(
			"select id, relative_path from tile where project_id = $1",
			[this.#project.projectId],
		);
		const idOf = new Map(rows.map((row) => [row.relative_path, row.id]));
		for (const { name, shift, isComplete, content } of named.values()) {
			const place = placeOf(name, shift);
			const next = isComplete ? `content ${content}` : null;
			const tile = this.#tiles.get(name) ?? {
				id: idOf.get(`tile ${name}`) ?? 0,
				...place,
				content: next,
				hasBeenComplete: false,
				isWithdrawn: false,
			};
			// Another image is a reason to take up again what was taken back.
			if (tile.content !== next) tile.isWithdrawn = false;
			tile.x = place.x;
			tile.content = next;
			tile.hasBeenComplete ||= isComplete;
			this.#tiles.set(name, tile);
		}
	}

	async #withdraw({ names, back }: { readonly names: readonly number[]; readonly back: boolean }): Promise<void> {
		const tiles = names.flatMap((name) => this.#tiles.get(name) ?? []);
		if (tiles.length === 0) return;
		for (const tile of tiles) tile.isWithdrawn = !back;
		const ids = tiles.map((tile) => tile.id);
		await previewedWithdrawal(this.#coordinator, this.#project.projectId, { ids, withdraws: !back }, () =>
			this.#coordinator.carryOut(back ? restoreTiles : withdrawTiles, { ids }),
		);
	}

	async #finish(
		attempts: readonly AssignedAttempt[],
		outcome: "succeeded" | "failed" | "lost",
		content: string,
	): Promise<void> {
		const chosen = [...attempts];
		await this.#coordinator.finish({ outcome, outputSignature: outcome === "succeeded" ? content : null }, chosen);
		for (const attempt of chosen) {
			const started = this.#started.get(attempt.attemptId);
			this.#started.delete(attempt.attemptId);
			if (!started || outcome !== "succeeded") continue;
			this.#made.set(started.task, started.made);
		}
	}

	async #takeOut(action: { readonly stage: number; readonly x: number; readonly back: boolean }): Promise<void> {
		const stage = this.#stage(action.stage);
		if (!stage) return;
		const before = new Set(this.#coordinator.stopped);
		await this.#coordinator.carryOut(changeTasks, {
			selection: {
				projectId: this.#project.projectId,
				stageIds: [stage.id],
				region: { x: { min: action.x, max: action.x } },
			},
			action: { kind: action.back ? "include" : "exclude" },
		});
		this.#forget(new Set(this.#coordinator.stopped.filter((id) => !before.has(id))));
		const rows = await this.#coordinator.database.query<{ unit: string }>(
			"select e.stage_id || '/' || e.unit_key as unit from excluded_unit e join stage s on s.id = e.stage_id where s.project_id = $1",
			[this.#project.projectId],
		);
		this.#excluded.clear();
		for (const { unit } of rows) this.#excluded.add(unit);
	}

	/** Compares the tasks there are with those there should be, and takes note of what has just been started. */
	async look(): Promise<void> {
		await this.#untilStill();
		const graph = await readGraph(this.#coordinator.database, this.#project.projectId);
		this.#stages = graph.stages.map(({ id, recipe }) => ({ id, parents: recipe.parents, unitRule: recipe.unitRule }));
		const world: ModelWorld = {
			rootStageId: this.#project.rootStageId,
			stages: this.#stages,
			tiles: [...this.#tiles.values()],
			regionX: this.#regionX,
			skippedX: this.#skippedX,
			excluded: this.#excluded,
		};
		this.#units = unitsOf(world);
		const tasks = await this.#readTasks();
		const live = new Map(
			[...tasks].filter(([, task]) => task.input_count > 0).map(([key, task]) => [key, [...task.inputs].sort()]),
		);
		const expected = new Map([...this.#units].map(([key, unit]) => [key, [...unit.inputs].sort()]));
		expect(sorted(live)).toEqual(sorted(expected));
		this.#noteContent(tasks, world);
		this.#noteStarted(tasks);
	}

	async #readTasks(): Promise<SeenTasks> {
		const rows = await this.#coordinator.database.query<SeenTask>(
			`select t.stage_id || '/' || t.unit_key as key, t.id, t.state, t.input_count, t.released_signature,
				v.result_hash as current_hash,
				t.result_attempt_id is not null and (t.result_revision is distinct from t.input_revision or t.result_hash is distinct from v.result_hash) as is_stale,
				coalesce((select array_agg(p.stage_id || '/' || p.unit_key) from task_input i join task p on p.id = i.input_task_id where i.task_id = t.id), '{}') as inputs
			from task t join stage s on s.id = t.stage_id join stage_version v on v.id = s.current_version_id
			where t.project_id = $1 and s.removed_at is null`,
			[this.#project.projectId],
		);
		return new Map(rows.map((row) => [row.key, row]));
	}

	#noteContent(tasks: SeenTasks, world: ModelWorld): void {
		this.#hashes = new Map(
			[...tasks.values()].map((task) => [Number(task.key.split("/")[0]), task.current_hash ?? ""]),
		);
		for (const tile of world.tiles)
			if (tile.content !== null) this.#content.set(`${world.rootStageId}/${tile.id}`, tile.content);
		for (const [key, task] of tasks)
			if (task.released_signature !== null) this.#content.set(key, task.released_signature);
		// What runs may have read its inputs while they were others, though they are again what they were when it began.
		const running = [...this.#started.values()].map(({ task, made }) => [task, made] as const);
		for (const [key, made] of [...this.#made, ...running]) {
			const unit = this.#units.get(key);
			if (unit && !isMadeOf(made, unit, this.#content)) made.mayRunAgain = true;
		}
	}

	#noteStarted(tasks: SeenTasks): void {
		const byId = new Map([...tasks.values()].map((task) => [task.id, task]));
		for (const attempt of this.#coordinator.assigned) {
			if (this.#started.has(attempt.attemptId)) continue;
			const task = byId.get(attempt.taskId);
			const unit = task && this.#units.get(task.key);
			if (!task || !unit) throw new Error(`attempt ${attempt.attemptId} is of a task that should not be`);
			const ready = unit.inputs.filter((input) => this.#isSucceeded(input, tasks));
			const inputs = new Map(ready.map((input) => [input, this.#content.get(input) ?? "nothing"]));
			if (!attempt.unit.isPartial) expect(ready.length).toBe(unit.inputs.length);
			const made = this.#made.get(task.key);
			const versionHash = this.#hashes.get(Number(task.key.split("/")[0])) ?? "";
			if (made && !made.mayRunAgain && made.versionHash === versionHash && isMadeOf(made, unit, this.#content))
				throw new Error(`task ${task.key} runs again though nothing has changed`);
			this.#started.set(attempt.attemptId, { task: task.key, made: { versionHash, inputs, mayRunAgain: false } });
		}
	}

	#isSucceeded(key: string, tasks: SeenTasks): boolean {
		const [stageId, unit] = key.split("/");
		if (Number(stageId) !== this.#project.rootStageId) return tasks.get(key)?.state === "succeeded";
		return [...this.#tiles.values()].some((tile) => String(tile.id) === unit && tile.content !== null);
	}

	/** Lets everything end well, and looks whether what is shown as current is. */
	async end(): Promise<void> {
		await this.#coordinator.rounds.submit("finish", (transaction, effects) =>
			finishSource(transaction, effects, this.#project.sourceId),
		);
		await this.#coordinator.settle();
		await this.look();
		for (let turn = 0; this.#coordinator.assigned.length > 0; turn += 1) {
			if (turn > 50) throw new Error("it does not come to an end");
			await this.#finish([...this.#coordinator.assigned], "succeeded", "content 0");
			await this.look();
		}
		const tasks = await this.#readTasks();
		for (const [key, unit] of this.#units) {
			const task = tasks.get(key);
			if (!task) throw new Error(`task ${key} is missing`);
			const inputsHaveSucceeded = unit.inputs.every((input) => this.#isSucceeded(input, tasks));
			if (task.state === "failed") continue;
			const made = this.#made.get(key);
			if (!inputsHaveSucceeded) {
				expect({ key, state: task.state }).toEqual({
					key,
					state: made ? expect.stringMatching(/waiting|succeeded/) : "waiting",
				});
				continue;
			}
			expect({ key, state: task.state }).toEqual({ key, state: "succeeded" });
			if (!made) throw new Error(`task ${key} has succeeded without a result`);
			// Stale is what was made by another version; what was made by this one is made of what is there now.
			expect({ key, isStale: task.is_stale }).toEqual({ key, isStale: made.versionHash !== task.current_hash });
			if (!task.is_stale)
				expect({ key, isMadeOf: isMadeOf(made, unit, this.#content) }).toEqual({ key, isMadeOf: true });
			// A result that is only kept does not hide that its data changed.
			for (const [input, content] of made.inputs) {
				if (unit.inputs.includes(input))
					expect({ key, input, content: this.#content.get(input) }).toEqual({ key, input, content });
			}
		}
	}
}

function isMadeOf(made: Made, unit: ModelUnit, content: ReadonlyMap<string, string>): boolean {
	return (
		made.inputs.size === unit.inputs.length &&
		unit.inputs.every((input) => made.inputs.has(input) && made.inputs.get(input) === content.get(input))
	);
}

/** Eighteen names at eight places in two channels: some are imaged again under another name. */
function placeOf(name: number, shift: number): { readonly x: number; readonly z: number; readonly channel: string } {
	return {
		x: (name + shift) % 4,
		z: Math.floor(name / 4) % 2,
		channel: name >= 16 ? "green" : name % 5 === 4 ? "green" : "red",
	};
}

function sorted(units: ReadonlyMap<string, readonly string[]>): [string, readonly string[]][] {
	return [...units].sort(([one], [other]) => (one < other ? -1 : 1));
}

async function allowRefusal(work: Promise<unknown>): Promise<void> {
	await work.catch((error: unknown) => {
		const code = error instanceof Error && "code" in error ? String(error.code) : "";
		if (!["GRAPH_CYCLE", "GRAPH_RULE_MISMATCH", "NOT_FOUND", "STATE_CONFLICT"].includes(code)) throw error;
	});
}

/** The next sequence begins with nothing running and nothing of this one left to look at. */
export async function forgetEverything(coordinator: DecidingCoordinator): Promise<void> {
	await coordinator.finish({ outcome: "cancelled" });
	await coordinator.rounds.submit("forget", async (transaction, effects) => {
		const projects = await transaction.query<{ id: ProjectId }>("select id from project");
		// With the projects goes what names them: of thousands of sequences each would look for a folder beside all before it.
		await transaction.query(
			"truncate project, tile, task, task_input, attempt, task_count, task_of_note, task_flag, attempt_failure, failed_task, failure_count, failure_group, excluded_unit, event cascade",
		);
		for (const { id } of projects) effects.changedProjects.add(id);
	});
	coordinator.assigned.length = 0;
	coordinator.stopped.length = 0;
}

import { access } from "node:fs/promises";
import { resolve } from "node:path";
import type { Clock } from "@tilewright/contract/clock";
import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { GroupCompletion, PartialRuns } from "@tilewright/contract/recipe";
import type { Transaction } from "../database/database.ts";
import type { StageMemory } from "../dispatch/stage-memory.ts";
import { type StoredUnit, unitAttributes } from "../dispatch/unit-rules.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { closeGroups, secondsUntilQuiet, startPartialRuns } from "../planning/group-keeper.ts";
import type { RememberedProject, RememberedStage } from "../planning/project-graph.ts";

/**
 * Looks after groups that time or a seal closes and that may run before they are complete. Looks only after
 * something happened in the project or a wait has ended, and at each stage at most four times a second.
 */
const shortestPauseMs = 250;
const sealPollMs = 2_000;

interface GroupedStage {
	readonly stage: RememberedStage;
	readonly project: RememberedProject;
	readonly completion: GroupCompletion;
	readonly partial: PartialRuns | null;
}

export class GroupTimer {
	readonly #clock: Clock;
	readonly #wakeIn: (delayMs: number) => void;
	/** When each stage is to be looked at next; absent: only after something happens. */
	readonly #due = new Map<StageId, number>();
	readonly #lastLook = new Map<StageId, number>();

	constructor(clock: Clock, wakeIn: (delayMs: number) => void) {
		this.#clock = clock;
		this.#wakeIn = wakeIn;
	}

	async run(transaction: Transaction, effects: RoundEffects, stages: StageMemory): Promise<void> {
		const now = this.#clock.monotonicMs();
		let soonest = Number.POSITIVE_INFINITY;
		for (const project of stages.projects) {
			const hasNews = somethingHappened(effects, project.id);
			for (const grouped of groupedStages(project)) {
				const { id } = grouped.stage;
				const earliest = (this.#lastLook.get(id) ?? Number.NEGATIVE_INFINITY) + shortestPauseMs;
				// A stage that was never looked at may have open groups from before a restart.
				const known = this.#lastLook.has(id) ? this.#due.get(id) : now;
				const due = hasNews ? Math.min(known ?? Number.POSITIVE_INFINITY, Math.max(now, earliest)) : known;
				if (due === undefined) continue;
				if (due > now) {
					this.#due.set(id, due);
					soonest = Math.min(soonest, due);
					continue;
				}
				this.#lastLook.set(id, now);
				const nextMs = await lookAt(transaction, effects, grouped);
				if (nextMs === null) this.#due.delete(id);
				else {
					const next = now + Math.max(nextMs, shortestPauseMs);
					this.#due.set(id, next);
					soonest = Math.min(soonest, next);
				}
			}
		}
		if (Number.isFinite(soonest)) this.#wakeIn(soonest - now);
	}
}

function somethingHappened(effects: RoundEffects, projectId: ProjectId): boolean {
	return (
		effects.taskChanges.has(projectId) ||
		effects.projectsWithNewTiles.has(projectId) ||
		effects.changedProjects.has(projectId)
	);
}

function groupedStages(project: RememberedProject): GroupedStage[] {
	return project.stages.flatMap((stage) => {
		const rule = stage.recipe.unitRule;
		if (rule.kind !== "group" && rule.kind !== "all") return [];
		const needsLooks = rule.partial !== null || rule.completion.kind === "quiet" || rule.completion.kind === "seal";
		return needsLooks ? [{ stage, project, completion: rule.completion, partial: rule.partial }] : [];
	});
}

/** Returns the milliseconds until the stage should be looked at again though nothing happens; null for never. */
async function lookAt(transaction: Transaction, effects: RoundEffects, grouped: GroupedStage): Promise<number | null> {
	const { stage, completion, partial } = grouped;
	const waits: number[] = [];
	if (completion.kind === "quiet") {
		await closeGroups(transaction, effects, { kind: "quiet", stageId: stage.id, seconds: completion.seconds });
		const seconds = await secondsUntilQuiet(transaction, stage.id, completion.seconds);
		if (seconds !== null) waits.push(seconds * 1000);
	}
	if (completion.kind === "seal" && (await closeSealed(transaction, effects, grouped, completion.path)) > 0)
		waits.push(sealPollMs);
	if (partial) {
		const seconds = await startPartialRuns(transaction, effects, stage.id, partial.minimumMembers);
		if (seconds !== null) waits.push(seconds * 1000);
	}
	return waits.length === 0 ? null : Math.min(...waits);
}

/** Returns how many groups are still open. */
async function closeSealed(
	transaction: Transaction,
	effects: RoundEffects,
	grouped: GroupedStage,
	pattern: string,
): Promise<number> {
	const open = await transaction.query<{ id: number; unit: StoredUnit }>(
		"select id, unit from task where stage_id = $1 and is_open",
		[grouped.stage.id],
	);
	const sealed: number[] = [];
	for (const group of open) {
		const attributes = unitAttributes(group.unit);
		const relative = pattern.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(attributes[name] ?? whole));
		const exists = await access(resolve(grouped.project.rootPath, relative)).then(
			() => true,
			() => false,
		);
		if (exists) sealed.push(group.id);
	}
	if (sealed.length > 0) await closeGroups(transaction, effects, { kind: "sealed", taskIds: sealed });
	return open.length - sealed.length;
}

import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { carryOnRescoping } from "../planning/scope-keeper.ts";
import type { CoordinatorMemory } from "./coordinator-memory.ts";

const usualTasksPerRound = 10_000;

/** Moves the next tasks of projects whose region or skipped planes have changed. Returns whether some are left. */
export async function carryOnRescopings(
	transaction: Transaction,
	effects: RoundEffects,
	memory: CoordinatorMemory,
	tasksPerRound = usualTasksPerRound,
): Promise<boolean> {
	const projects = [...memory.stages.projects].filter((project) => project.rescoping !== null);
	if (projects.length === 0) return false;
	for (const project of projects) await carryOnRescoping(transaction, effects, project, tasksPerRound);
	const ids = projects.map((project) => project.id);
	await memory.readProjectsAgain(transaction, ids);
	return [...memory.stages.projects].some((project) => project.rescoping !== null);
}

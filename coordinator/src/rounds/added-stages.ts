import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { planStage } from "../planning/planner.ts";
import { plannedStage } from "../planning/project-graph.ts";
import type { CoordinatorMemory } from "./coordinator-memory.ts";

/** Plans everything of the stages that are new: what has finished already is back-filled behind live tiles. */
export async function planAddedStages(
	transaction: Transaction,
	effects: RoundEffects,
	memory: CoordinatorMemory,
): Promise<void> {
	for (const project of memory.stages.projects) {
		for (const stage of project.stages) {
			if (!effects.stagesToPlan.has(stage.id)) continue;
			await planStage(transaction, effects, plannedStage(project, stage), {
				dirty: null,
				isBackfill: true,
				acquisitionIsFinished: project.acquisitionIsFinished,
			});
		}
	}
}

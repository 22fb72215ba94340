import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { planStage } from "../planning/planner.ts";
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
			await planStage(
				transaction,
				effects,
				{ id: stage.id, projectId: project.id, parents: stage.recipe.parents, unitRule: stage.recipe.unitRule },
				{ dirty: null, isBackfill: true, acquisitionIsFinished: project.acquisitionIsFinished },
			);
		}
	}
}

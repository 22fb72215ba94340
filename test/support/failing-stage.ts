import type { StageId } from "@tilewright/contract/ids";
import type { AttemptResult } from "@tilewright/contract/messages";
import { expect } from "vitest";
import type { ObservedTile } from "../../coordinator/src/acquisition/observed-tile.ts";
import { DecidingCoordinator } from "./deciding-coordinator.ts";
import { addTestStage, createTestProject, observedTile, type TestProject } from "./project-builder.ts";

/** A coordinator with a project of one stage, whose attempts a test lets fail. */
export interface FailingStage {
	readonly coordinator: DecidingCoordinator;
	readonly project: TestProject;
	readonly stageId: StageId;
	/** Ends it; what it leaves keeps every invariant. */
	stop(): Promise<void>;
}

export async function startFailingStage(
	stage: Omit<Parameters<typeof addTestStage>[3], "parents">,
): Promise<FailingStage> {
	const coordinator = await DecidingCoordinator.start();
	const project = await createTestProject(coordinator.database);
	const stageId = await coordinator.rounds.submit("add stage", (transaction, effects) =>
		addTestStage(transaction, effects, project, { ...stage, parents: [project.rootStageId] }),
	);
	return {
		coordinator,
		project,
		stageId,
		async stop() {
			const violations = await coordinator.violations();
			await coordinator.stop();
			expect(violations).toEqual([]);
		},
	};
}

/** Side by side in one plane, from x = 0 on. */
export function tilesInARow(count: number): ObservedTile[] {
	return Array.from({ length: count }, (_, x) => observedTile(`t${x}`, { at: [x, 0, 0] }));
}

/** How an attempt ends whose program said this at last. */
export function failedWith(logTail: string, facts: Partial<AttemptResult> = {}): Partial<AttemptResult> {
	return {
		outcome: "failed",
		exitCode: 1,
		problem: "It exited with code 1; expected is 0.",
		logTail,
		outputSignature: null,
		...facts,
	};
}

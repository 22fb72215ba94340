import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import { archiveProject, restoreProject, updateProject } from "../../../coordinator/src/commands/project-commands.ts";
import { finishSource } from "../../../coordinator/src/planning/tile-intake.ts";
import type { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { type Edit, EditedProject, row } from "../../support/edited-project.ts";
import type { TestProject } from "../../support/project-builder.ts";

/** So few that regions of a handful of tiles take several rounds. */
const rescopedTasksPerRound = 4;

let edited: EditedProject;
let coordinator: DecidingCoordinator;
let project: TestProject;
let add: EditedProject["add"];
let counts: EditedProject["counts"];
let edit: EditedProject["edit"];

beforeEach(async () => {
	edited = await EditedProject.start({ rescopedTasksPerRound });
	({ coordinator, project, add, counts, edit } = edited);
});

afterEach(async () => {
	expect(await edited.stop()).toEqual([]);
});

describe("region and skipped planes", () => {
	const update = (settings: Omit<z.input<typeof updateProject.input>, "id">) =>
		coordinator.carryOut(updateProject, { id: project.projectId, ...settings });
	const pairs: Partial<Edit & { kind: "addStage" }> = {
		unitRule: { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] },
	};

	async function pairsOf(name: string): Promise<string[]> {
		const rows = await coordinator.database.query<{ pair: string }>(
			`select ta.lattice_x || '-' || tb.lattice_x as pair from task t join stage s on s.id = t.stage_id
			join tile ta on ta.id = split_part(t.unit_key, '>', 1)::bigint join tile tb on tb.id = split_part(t.unit_key, '>', 2)::bigint
			where s.name = $1 and t.input_count > 0 order by 1`,
			[name],
		);
		return rows.map(({ pair }) => pair);
	}

	it("take tasks out of the queue and put them back, and results that still hold are found again", async () => {
		await edit([add("A", ["Acquisition"]), add("pairs", ["A"], pairs)]);
		await coordinator.takeTiles(project, row(6));
		await coordinator.finish();
		await update({ region: { x: { min: 1, max: 3 } } });
		expect(await counts()).toMatchObject({
			Acquisition: { succeeded: 3, excluded: 3 },
			A: { succeeded: 3, excluded: 3 },
			pairs: { succeeded: 2, excluded: 3 },
		});
		await update({ region: {} });
		expect(await counts()).toMatchObject({ A: { succeeded: 6 }, pairs: { succeeded: 5 } });
		expect(coordinator.assigned).toEqual([]);
	});

	it("are carried out in rounds, after a restart as well, and nothing is started on half of its members", async () => {
		const everything = { unitRule: { kind: "all", completion: { kind: "endOfAcquisition" } } } as const;
		await edit([add("A", ["Acquisition"]), add("Everything", ["A"], everything)]);
		await coordinator.takeTiles(project, row(12));
		await coordinator.rounds.submit("finish", (transaction, effects) =>
			finishSource(transaction, effects, project.sourceId),
		);
		expect(await coordinator.finish()).toHaveLength(13);

		const change = { id: project.projectId, region: { x: { max: 5 } } };
		await coordinator.rounds.submit("updateProject", (transaction, effects) =>
			updateProject.carryOut({ transaction, effects, actor: "tester", message: null, now: new Date() }, change),
		);
		const { memory } = coordinator.rounds;
		expect(memory.stages.project(project.projectId)?.rescoping).toMatchObject({ skippedBefore: { x: [] } });
		memory.isDoubtful = true;
		await coordinator.settle();
		expect(await counts()).toMatchObject({ A: { succeeded: 6, excluded: 6 }, Everything: { running: 1 } });
		expect(await coordinator.finish()).toHaveLength(1);
	});

	it("that are set while the project is archived are carried out when it is restored", async () => {
		await edit([add("A", ["Acquisition"])]);
		await coordinator.takeTiles(project, row(6));
		await coordinator.finish();
		await coordinator.carryOut(archiveProject, { id: project.projectId });
		await update({ region: { x: { max: 2 } } });
		expect(await counts()).toMatchObject({ A: { succeeded: 6 } });
		await coordinator.carryOut(restoreProject, { id: project.projectId });
		expect(await counts()).toMatchObject({ A: { succeeded: 3, excluded: 3 } });
	});

	it("neighbours jump over skipped planes, also when the planes change", async () => {
		await edit([add("A", ["Acquisition"]), add("pairs", ["A"], pairs)]);
		await update({ skippedPlanes: { x: [2, 3] } });
		await coordinator.takeTiles(project, row(6));
		expect(await pairsOf("pairs")).toEqual(["0-1", "1-4", "4-5"]);
		await update({ skippedPlanes: { x: [3] } });
		expect(await pairsOf("pairs")).toEqual(["0-1", "1-2", "2-4", "4-5"]);
		await update({ skippedPlanes: { x: [] } });
		expect(await pairsOf("pairs")).toEqual(["0-1", "1-2", "2-3", "3-4", "4-5"]);
		await coordinator.finish();
		expect(await counts()).toMatchObject({ A: { succeeded: 6 }, pairs: { succeeded: 5 } });
	});
});

import type { z } from "zod";
import { editGraphCommand, restoreGraphCommand } from "../../coordinator/src/commands/graph-commands.ts";
import { createTaskDefinition } from "../../coordinator/src/commands/task-definition-commands.ts";
import { DecidingCoordinator } from "./deciding-coordinator.ts";
import { previewed } from "./previewed-edit.ts";
import { createTestProject, observedTile, type TestProject } from "./project-builder.ts";

export type Edit = z.input<typeof editGraphCommand.input>["edits"][number];
type AddStage = Edit & { kind: "addStage" };
type Policy = z.input<typeof editGraphCommand.input>["policy"];

/** A project whose graph a test edits, with a worker whose answers the test gives by hand. */
export class EditedProject {
	readonly coordinator: DecidingCoordinator;
	readonly project: TestProject;
	readonly #definitionId: number;

	private constructor(coordinator: DecidingCoordinator, project: TestProject, definitionId: number) {
		this.coordinator = coordinator;
		this.project = project;
		this.#definitionId = definitionId;
	}

	static async start(options: { readonly rescopedTasksPerRound?: number } = {}): Promise<EditedProject> {
		const coordinator = await DecidingCoordinator.start(undefined, options);
		const project = await createTestProject(coordinator.database, "/data/sample");
		const { taskDefinitionId } = await coordinator.carryOut(createTaskDefinition, {
			name: "nothing",
			content: { program: { kind: "none" } },
		});
		await coordinator.addWorker();
		return new EditedProject(coordinator, project, taskDefinitionId);
	}

	/** Every edit is previewed, and what then happens is compared with the preview. */
	edit = async (edits: readonly Edit[], policy: Policy = {}) => {
		const input = { projectId: this.project.projectId, edits: [...edits], policy };
		return previewed(this.coordinator, input, () => this.coordinator.carryOut(editGraphCommand, input));
	};

	undo = () => this.coordinator.carryOut(restoreGraphCommand, { projectId: this.project.projectId });

	/** A stage whose program does nothing, for each unit of its parents unless `more` says otherwise. */
	add = (name: string, parents: readonly (string | number)[], more: Partial<AddStage> = {}): Edit =>
		({
			kind: "addStage",
			name,
			definitionId: this.#definitionId,
			parents: [...parents],
			unitRule: { kind: "each" },
			...more,
		}) as Edit;

	counts = () => this.coordinator.counts(this.project);

	/** How many results of a stage are not of its current version or inputs. */
	staleOf = async (name: string): Promise<number> => {
		const [found] = await this.coordinator.database.query<{ count: number }>(
			`select count(*)::int as count from task t join stage s on s.id = t.stage_id join stage_version v on v.id = s.current_version_id
			where s.name = $1 and s.project_id = $2 and t.result_attempt_id is not null and t.input_count > 0
				and (t.result_revision is distinct from t.input_revision or t.result_hash is distinct from v.result_hash)`,
			[name, this.project.projectId],
		);
		return found?.count ?? -1;
	};

	/** Returns the invariants that did not hold at the end. */
	async stop(): ReturnType<DecidingCoordinator["violations"]> {
		const violations = await this.coordinator.violations();
		await this.coordinator.stop();
		return violations;
	}
}

/** Tiles along x in one plane. */
export function row(
	length: number,
	z = 0,
	facts: Parameters<typeof observedTile>[1] = {},
): ReturnType<typeof observedTile>[] {
	return Array.from({ length }, (_, x) => observedTile(`z${z}/x${x}`, { at: [x, 0, z], ...facts }));
}

import { expect } from "vitest";
import type { TestProject } from "../../../support/project-builder.ts";
import { createDefinition, createProject } from "../../api/support/demonstration.ts";
import { ServedCoordinator } from "../../api/support/served-coordinator.ts";

export interface Edited {
	readonly graphVersion: number;
	readonly summary: string;
	readonly rerunCount: number;
	readonly addedStages: readonly { readonly id: string; readonly name: string }[];
}

export const editMutation = `mutation ($input: EditGraphInput!) { editGraph(input: $input) {
	graphVersion summary stoppedCount acceptedCount rerunCount
	addedStages { id name } removedStages { name isRemoved } changedStages { name }
} }`;

/** Somebody who edits projects over GraphQL, beside a worker whose answers the test gives by hand. */
export class GraphqlEditor {
	readonly served: ServedCoordinator;
	readonly #definitionId: string;
	#project: TestProject | undefined;
	#projects = 0;

	private constructor(served: ServedCoordinator, definitionId: string) {
		this.served = served;
		this.#definitionId = definitionId;
	}

	static async start(): Promise<GraphqlEditor> {
		const served = await ServedCoordinator.start();
		const definitionId = await createDefinition(served, "Program");
		await served.coordinator.addWorker();
		return new GraphqlEditor(served, definitionId);
	}

	/** The one that was begun last. */
	get project(): TestProject {
		if (!this.#project) throw new Error("no project was begun");
		return this.#project;
	}

	/** Its name is `Edited`, and which one it is. */
	get projectName(): string {
		return `Edited ${this.#projects}`;
	}

	async beginProject(): Promise<void> {
		// What other tests have left running is not what this one is about.
		await this.served.coordinator.finish();
		this.#projects += 1;
		this.#project = await createProject(this.served, { name: this.projectName });
	}

	async edit(edits: readonly object[], more: object = {}): Promise<Edited> {
		const { editGraph } = await this.served.query<{ editGraph: Edited }>(editMutation, {
			input: { projectId: this.project.projectId, edits, ...more },
		});
		await this.served.coordinator.settle();
		return editGraph;
	}

	/** An edit that adds a stage which works on each tile. */
	add(name: string, parents: readonly string[], more: object = {}): object {
		return {
			addStage: {
				name,
				definitionId: this.#definitionId,
				parents: parents.map((parent) => ({ name: parent })),
				unitRule: { kind: "each" },
				...more,
			},
		};
	}

	async refusalOf(query: string, variables: object): Promise<{ code: string; message: string }> {
		const { errors } = await this.served.ask(query, variables);
		if (!errors?.[0]) throw new Error("it was not refused");
		return { code: errors[0].extensions.code, message: errors[0].message };
	}

	async projectWith<Data>(fields: string): Promise<Data> {
		const answer = await this.served.query<{ project: Data }>(`query ($id: ID!) { project(id: $id) { ${fields} } }`, {
			id: this.project.projectId,
		});
		return answer.project;
	}

	/** By name. */
	async stageIds(): Promise<Record<string, string>> {
		const { stages } = await this.projectWith<{ stages: { id: string; name: string }[] }>("stages { id name }");
		return Object.fromEntries(stages.map(({ id, name }) => [name, id]));
	}

	/** Every command has said what it did, and no invariant is broken. */
	async stop(): Promise<void> {
		const unexplained = await this.served.coordinator.database.query(
			"select kind from command where problem is null and summary is null",
		);
		const violations = await this.served.coordinator.violations();
		await this.served.stop();
		expect(violations).toEqual([]);
		expect(unexplained).toEqual([]);
	}
}

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, createStage, createStageMutation, plane } from "./support/demonstration.ts";
import { ServedCoordinator } from "./support/served-coordinator.ts";

let served: ServedCoordinator;
let project: TestProject;
let definitionId: string;

beforeAll(async () => {
	served = await ServedCoordinator.start();
	project = await createProject(served, { name: "Brain 7" });
	definitionId = await createDefinition(served, "No-op");
});
afterAll(async () => {
	const differences = await served.differencesOfNotedTasks();
	const unexplained = await served.coordinator.database.query(
		"select distinct kind from command where finished_at is not null and problem is null and summary is null",
	);
	await served.stop();
	expect(differences).toEqual([]);
	// Whatever was done is said in the audit.
	expect(unexplained).toEqual([]);
});

/** The code and the message of a refused mutation. */
async function refusal(mutation: string, input: object): Promise<{ code: string; message: string }> {
	const answer = await served.ask(mutation, { input });
	const error = answer.errors?.[0];
	if (!error) throw new Error("the mutation was not refused");
	return { code: error.extensions.code, message: error.message };
}

const mutation = (name: string, type: string, selection: string) =>
	`mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} } }`;
const createProjectMutation = mutation("createProject", "CreateProjectInput", "project { id outputPath }");

describe("projects", () => {
	it.each([
		["data/brain", "not an absolute path"],
		["/data/../etc", 'with "." or ".."'],
		["/", "root of the file system"],
		["/data/a\u0000b", "cannot be stored"],
	])("refuse the root path %j", async (rootPath, words) => {
		const { code, message } = await refusal(createProjectMutation, { name: "X", rootPath });
		expect(code).toBe("ARGUMENT_INVALID");
		expect(message).toContain(words);
	});

	it("refuse a name that is taken, in capitals as well, until its owner is archived", async () => {
		const other = await createProject(served, { name: "Kidney" });
		const again = { name: "KIDNEY", rootPath: "/data/other" };
		expect((await refusal(createProjectMutation, again)).code).toBe("NAME_TAKEN");
		await served.query(mutation("archiveProject", "ProjectIdInput", "project { archivedAt }"), {
			input: { id: other.projectId },
		});
		await served.query(createProjectMutation, { input: again });
		const restore = mutation("restoreProject", "ProjectIdInput", "project { archivedAt }");
		expect((await refusal(restore, { id: other.projectId })).code).toBe("NAME_TAKEN");
	});

	it("on one root path get output folders of their own", async () => {
		const paths = [];
		for (const name of ["First", "Second"]) {
			const { createProject: made } = await served.query<{ createProject: { project: { outputPath: string } } }>(
				createProjectMutation,
				{ input: { name, rootPath: "/data/shared" } },
			);
			paths.push(made.project.outputPath);
		}
		expect(paths).toEqual(["/data/shared-results", "/data/shared-results-2"]);
	});

	it("refuse to write results around the acquired files", async () => {
		const { message } = await refusal(createProjectMutation, { name: "X", rootPath: "/data/x", outputPath: "/data" });
		expect(message).toContain('such as "/data/x-results"');
	});

	it("keep what an update leaves out", async () => {
		const update = mutation("updateProject", "UpdateProjectInput", "project { name priority parameters description }");
		await served.query(update, { input: { id: project.projectId, parameters: { sigma: 2 }, description: "mouse" } });
		const { updateProject } = await served.query<{ updateProject: { project: unknown } }>(update, {
			input: { id: project.projectId, priority: 3 },
		});
		expect(updateProject.project).toEqual({
			name: "Brain 7",
			priority: 3,
			parameters: { sigma: 2 },
			description: "mouse",
		});
	});

	it("refuse parameters that are no object", async () => {
		const update = mutation("updateProject", "UpdateProjectInput", "project { id }");
		const { code, message } = await refusal(update, { id: project.projectId, parameters: [1] });
		expect([code, message]).toEqual(["ARGUMENT_INVALID", expect.stringContaining('"parameters" is a list')]);
	});
});

describe("sources", () => {
	const createSource = mutation("createSource", "CreateSourceInput", "source { id kind settings project { id } }");

	it("are checked against the settings of their kind", async () => {
		const input = { projectId: project.projectId, name: "Plates", kind: "DIRECTORY", rootPath: "/data/plates" };
		expect((await refusal(createSource, { ...input, settings: { patern: "x" } })).message).toContain("patern");
		const { createSource: made } = await served.query<{ createSource: { source: unknown } }>(createSource, {
			input: { ...input, settings: { pattern: "{well}.tif" } },
		});
		expect(made.source).toMatchObject({ kind: "DIRECTORY", settings: { pattern: "{well}.tif" } });
		expect((await refusal(createSource, { ...input, settings: { pattern: "{a}.tif" } })).code).toBe("NAME_TAKEN");
	});

	it("of kind announced take tiles, and count what is new", async () => {
		const own = await createProject(served, { name: "Announced" });
		const announce = mutation(
			"announceTiles",
			"AnnounceTilesInput",
			"added completed refused { problem { code } } source { inputState tileCount }",
		);
		const tiles = [
			{ relativePath: "a\\1", isComplete: true, lattice: { x: 0, y: 0, z: 0 }, attributes: { channel: "DAPI" } },
			{ relativePath: "a/2", isComplete: false },
		];
		const { announceTiles } = await served.query<{ announceTiles: unknown }>(announce, {
			input: { sourceId: own.sourceId, tiles },
		});
		expect(announceTiles).toEqual({
			added: 2,
			completed: 1,
			refused: [],
			source: { inputState: "ANNOUNCED", tileCount: 2 },
		});
		const answer = await served.query(
			`query ($id: ID!) { project(id: $id) { tileCount completeTileCount tiles { edges { node { relativePath attributes isComplete } } } } }`,
			{ id: own.projectId },
		);
		expect(answer).toEqual({
			project: {
				tileCount: 2,
				completeTileCount: 1,
				tiles: {
					edges: [
						{ node: { relativePath: "a/1", attributes: { channel: "DAPI" }, isComplete: true } },
						{ node: { relativePath: "a/2", attributes: {}, isComplete: false } },
					],
				},
			},
		});
	});

	it.each([
		["../secret", "TILE_PATH_INVALID"],
		["/etc/passwd", "TILE_PATH_INVALID"],
	])("refuse the announced path %s", async (relativePath, code) => {
		const announce = mutation("announceTiles", "AnnounceTilesInput", "added");
		const tiles = [{ relativePath, isComplete: true }];
		expect((await refusal(announce, { sourceId: project.sourceId, tiles })).code).toBe(code);
	});

	it("say that nothing more will come", async () => {
		const own = await createProject(served, { name: "Finished" });
		const finish = mutation("finishAcquisition", "SourceIdInput", "source { finishedAt }");
		const { finishAcquisition } = await served.query<{ finishAcquisition: { source: { finishedAt: string } } }>(
			finish,
			{
				input: { id: own.sourceId },
			},
		);
		expect(Date.parse(finishAcquisition.source.finishedAt)).toBeGreaterThan(Date.now() - 60_000);
	});

	it("that are archived are listed no more and refuse commands", async () => {
		const own = await createProject(served, { name: "Archived source" });
		await served.query(mutation("archiveSource", "SourceIdInput", "source { id }"), { input: { id: own.sourceId } });
		const { project: answer } = await served.query<{ project: { sources: unknown[] } }>(
			"query ($id: ID!) { project(id: $id) { sources { id } } }",
			{ id: own.projectId },
		);
		expect(answer.sources).toEqual([]);
		const update = mutation("updateSource", "UpdateSourceInput", "source { id }");
		expect((await refusal(update, { id: own.sourceId, name: "x" })).code).toBe("NOT_FOUND");
	});
});

describe("stages", () => {
	const stageInput = (more: object) => ({
		projectId: project.projectId,
		definitionId,
		parentIds: [project.rootStageId],
		unitRule: { kind: "each" },
		...more,
	});

	it("get a folder with their name, which no other stage may use", async () => {
		await createStage(served, project, { name: "Línea Fix!", definitionId, parents: [project.rootStageId] });
		const { stages } = await stagesOfProject();
		expect(stages.at(-1)?.outputPath).toBe("/data/Brain 7-results/linea-fix");
		const below = stageInput({ name: "Below", outputPath: "/data/Brain 7-results/linea-fix/sub" });
		expect((await refusal(createStageMutation, below)).message).toContain('already used by stage "Línea Fix!"');
		const around = stageInput({ name: "Around", outputPath: "/data" });
		expect((await refusal(createStageMutation, around)).code).toBe("ARGUMENT_INVALID");
	});

	it("are refused with an old version of the graph", async () => {
		const { graphVersion } = await stagesOfProject();
		const old = stageInput({ name: "Late", expectedGraphVersion: graphVersion - 1 });
		expect(await refusal(createStageMutation, old)).toMatchObject({ code: "VERSION_CONFLICT" });
		await served.query(createStageMutation, {
			input: stageInput({ name: "In time", expectedGraphVersion: graphVersion }),
		});
		expect((await stagesOfProject()).graphVersion).toBe(graphVersion + 1);
	});

	it.each([
		["a name that is taken", { name: "acquisition" }, "NAME_TAKEN"],
		["no parents", { name: "A", parentIds: [] }, "ARGUMENT_INVALID"],
		["a parent that does not exist", { name: "A", parentIds: [4711] }, "NOT_FOUND"],
		["a definition that does not exist", { name: "A", definitionId: 4711 }, "NOT_FOUND"],
		["a unit rule that does not exist", { name: "A", unitRule: { kind: "some" } }, "ARGUMENT_INVALID"],
		[
			"a neighbour at no distance",
			{ name: "A", unitRule: { kind: "neighbours", offsets: [{ x: 0, y: 0, z: 0 }] } },
			"ARGUMENT_INVALID",
		],
		["an unknown operation", { name: "A", operations: { workUnit: 3 } }, "ARGUMENT_INVALID"],
		["an output path that is not absolute", { name: "A", outputPath: "results" }, "ARGUMENT_INVALID"],
	])("are refused with %s", async (_what, input, code) => {
		expect(await refusal(createStageMutation, stageInput(input))).toMatchObject({ code });
	});

	it("are refused with a parent of another project", async () => {
		const other = await createProject(served, { name: "Somewhere else" });
		const input = stageInput({ name: "A", parentIds: [other.rootStageId] });
		expect(await refusal(createStageMutation, input)).toMatchObject({ code: "NOT_FOUND" });
	});

	it("are refused with a rule that does not fit the parents", async () => {
		const offsets = [{ x: 1, y: 0, z: 0 }];
		const shift = await createStage(served, project, {
			name: "Shift",
			definitionId,
			parents: [project.rootStageId],
			unitRule: { kind: "neighbours", offsets },
		});
		const nested = stageInput({ name: "A", parentIds: [shift], unitRule: { kind: "neighbours", offsets } });
		expect(await refusal(createStageMutation, nested)).toMatchObject({
			code: "GRAPH_RULE_MISMATCH",
			message: expect.stringContaining('one task of stage "Shift" is about a pair of neighbours'),
		});
		const mixed = stageInput({ name: "A", parentIds: [project.rootStageId, shift] });
		expect(await refusal(createStageMutation, mixed)).toMatchObject({ code: "GRAPH_RULE_MISMATCH" });
	});

	it("check their parameters against the definition", async () => {
		const parameterSchema = {
			type: "object",
			properties: { size: { type: "integer", minimum: 16 } },
			additionalProperties: false,
		};
		const picky = await createDefinition(served, "Picky", {
			program: { kind: "builtIn", name: "preview" },
			parameterSchema,
		});
		const wrong = stageInput({ name: "Picky", definitionId: picky, parameters: { size: 2, colour: "red" } });
		const { message } = await refusal(createStageMutation, wrong);
		expect(message).toContain("size");
		expect(message).toContain("colour");
		await served.query(createStageMutation, {
			input: stageInput({ name: "Picky", definitionId: picky, parameters: { size: 64 } }),
		});
	});

	it("made while tiles flow back-fill what is there", async () => {
		const own = await createProject(served, { name: "Back-fill" });
		await served.coordinator.takeTiles(own, plane(3, 2));
		const stage = await createStage(served, own, { name: "Late", definitionId, parents: [own.rootStageId] });
		await served.coordinator.settle();
		const answer = await served.query(`query ($id: ID!) { stage(id: $id) { counts { state count } } }`, { id: stage });
		expect(answer).toEqual({ stage: { counts: [{ state: "READY", count: 6 }] } });
	});

	it("can be paused, but not the root stage", async () => {
		const pause = mutation("setStagePaused", "SetPausedInput", "stage { isPaused pauseReason }");
		const input = { id: project.rootStageId, isPaused: true };
		expect((await refusal(pause, input)).message).toContain("pause the project instead");
	});

	async function stagesOfProject() {
		const { project: answer } = await served.query<{
			project: { graphVersion: number; stages: { name: string; outputPath: string | null }[] };
		}>("query ($id: ID!) { project(id: $id) { graphVersion stages { name outputPath } } }", { id: project.projectId });
		return answer;
	}
});

describe("task definitions and repositories", () => {
	const createRepository = mutation("createTaskRepository", "CreateTaskRepositoryInput", "taskRepository { id }");
	const update = mutation("updateTaskDefinition", "UpdateTaskDefinitionInput", "taskDefinition { version content }");

	it("get a new version with a new content, and stages keep the old one", async () => {
		const id = await createDefinition(served, "Versioned");
		const stage = await createStage(served, project, {
			name: "Versioned",
			definitionId: id,
			parents: [project.rootStageId],
		});
		const content = { program: { kind: "script", path: "/bin/false" } };
		const { updateTaskDefinition } = await served.query<{ updateTaskDefinition: { taskDefinition: unknown } }>(update, {
			input: { id, content },
		});
		expect(updateTaskDefinition.taskDefinition).toMatchObject({
			version: 2,
			content: { program: { path: "/bin/false" } },
		});
		const answer = await served.query<{ stage: { version: { recipe: { definition: { program: unknown } } } } }>(
			"query ($id: ID!) { stage(id: $id) { version { recipe } } }",
			{ id: stage },
		);
		expect(answer.stage.version.recipe.definition.program).toMatchObject({ path: "/bin/true" });
		await served.query(update, { input: { id, description: "says no" } });
		const { taskDefinition } = await served.query<{ taskDefinition: unknown }>(
			"query ($id: ID!) { taskDefinition(id: $id) { version stages { name } } }",
			{ id },
		);
		expect(taskDefinition).toEqual({ version: 2, stages: [{ name: "Versioned" }] });
	});

	it("refuse to be saved over what somebody else saved meanwhile, and say who changed what", async () => {
		const id = await createDefinition(served, "Shared");
		const program = { kind: "script", path: "/bin/true" };
		const first = { id, expectedVersion: 1, content: { program, arguments: ["--fast"] }, message: "faster" };
		await served.query(update, { input: first });
		const { errors } = await served.ask(update, {
			input: { id, expectedVersion: 1, content: { program: { kind: "script", path: "/bin/false" } } },
		});
		expect(errors?.[0]).toMatchObject({
			message: expect.stringMatching(
				/^Task definition "Shared" has version 2 and was expected to have 1: somebody else changed it \(version 2 by \S.*: arguments \(“faster”\)\)\./,
			),
			extensions: { code: "VERSION_CONFLICT", fields: { expected: 1, actual: 2 } },
		});
		const { updateTaskDefinition } = await served.query<{ updateTaskDefinition: { taskDefinition: object } }>(update, {
			input: { id, expectedVersion: 2, content: { program, arguments: ["--slow"] } },
		});
		expect(updateTaskDefinition.taskDefinition).toMatchObject({ version: 3 });
	});

	it("refuse a relative script without a repository, and one that goes up", async () => {
		const create = mutation("createTaskDefinition", "CreateTaskDefinitionInput", "taskDefinition { id }");
		const relative = { name: "R", content: { program: { kind: "script", path: "fix.sh" } } };
		expect((await refusal(create, relative)).message).toContain("no task repository");
		const { createTaskRepository } = await served.query<{ createTaskRepository: { taskRepository: { id: string } } }>(
			createRepository,
			{ input: { name: "Scripts", location: "/scripts" } },
		);
		const repositoryId = createTaskRepository.taskRepository.id;
		const up = { name: "R", repositoryId, content: { program: { kind: "script", path: "../../bin/sh" } } };
		expect((await refusal(create, up)).message).toContain('".."');
		await served.query(create, { input: { ...relative, repositoryId } });
		const archive = mutation("archiveTaskRepository", "TaskRepositoryIdInput", "taskRepository { id }");
		expect((await refusal(archive, { id: repositoryId })).message).toContain('still used by the definitions "R"');
	});

	it("can be duplicated under a name that is free", async () => {
		const duplicate = mutation(
			"duplicateTaskDefinition",
			"DuplicateTaskDefinitionInput",
			"taskDefinition { name version }",
		);
		const names = [];
		for (let time = 0; time < 2; time += 1) {
			const { duplicateTaskDefinition } = await served.query<{
				duplicateTaskDefinition: { taskDefinition: { name: string } };
			}>(duplicate, { input: { id: definitionId } });
			names.push(duplicateTaskDefinition.taskDefinition.name);
		}
		expect(names).toEqual(["No-op copy", "No-op copy 2"]);
	});

	it("that are archived cannot be used for new stages", async () => {
		const id = await createDefinition(served, "Old");
		await served.query(mutation("archiveTaskDefinition", "TaskDefinitionIdInput", "taskDefinition { archivedAt }"), {
			input: { id },
		});
		const input = {
			projectId: project.projectId,
			name: "A",
			definitionId: id,
			parentIds: [project.rootStageId],
			unitRule: { kind: "each" },
		};
		expect(await refusal(createStageMutation, input)).toMatchObject({ code: "NOT_FOUND" });
	});
});

describe("tasks and workers", () => {
	it("are tried again or cancelled, and what does not apply is left alone", async () => {
		const own = await createProject(served, { name: "Retries" });
		const stage = await createStage(served, own, {
			name: "Work",
			definitionId,
			parents: [own.rootStageId],
			isPaused: true,
		});
		await served.coordinator.takeTiles(own, plane(3, 1));
		const { stage: answer } = await served.query<{ stage: { tasks: { edges: { node: { id: string } }[] } } }>(
			"query ($id: ID!) { stage(id: $id) { tasks { edges { node { id } } } } }",
			{ id: stage },
		);
		const ids = answer.tasks.edges.map(({ node }) => node.id);
		const selection = "changedCount tasks { state }";
		const cancel = mutation("cancelTasks", "TaskIdsInput", selection);
		const retry = mutation("retryTasks", "TaskIdsInput", selection);
		expect(await served.query(cancel, { input: { ids: ids.slice(0, 2) } })).toEqual({
			cancelTasks: { changedCount: 2, tasks: [{ state: "CANCELLED" }, { state: "CANCELLED" }] },
		});
		expect(await served.query(retry, { input: { ids } })).toEqual({
			retryTasks: { changedCount: 2, tasks: [{ state: "READY" }, { state: "READY" }, { state: "READY" }] },
		});
	});

	it("set a worker's capacities and pause, and go back to what it offers", async () => {
		await served.coordinator.addWorker(8);
		const id = served.coordinator.workerId;
		const update = mutation(
			"updateWorker",
			"UpdateWorkerInput",
			"worker { localCapacity offeredLocalCapacity isPaused pauseReason state }",
		);
		expect(await served.query(update, { input: { id, localCapacity: 2.5, isPaused: true, reason: "noisy" } })).toEqual({
			updateWorker: {
				worker: { localCapacity: 2.5, offeredLocalCapacity: 8, isPaused: true, pauseReason: "noisy", state: "PAUSED" },
			},
		});
		expect(await served.query(update, { input: { id, isPaused: false } })).toMatchObject({
			updateWorker: { worker: { localCapacity: 2.5, isPaused: false, pauseReason: null, state: "IDLE" } },
		});
		expect(await served.query(update, { input: { id, localCapacity: null } })).toMatchObject({
			updateWorker: { worker: { localCapacity: 8 } },
		});
		expect((await refusal(update, { id, localCapacity: -1 })).code).toBe("ARGUMENT_INVALID");
	});
});

describe("the audit", () => {
	it("keeps who asked for what and why, also when it was refused, and is read in pages", async () => {
		const own = await createProject(served, { name: "Audited" });
		const pause = mutation("setProjectPaused", "SetPausedInput", "project { isPaused }");
		const input = { id: own.projectId, isPaused: true, reason: "cleaning", message: "as agreed" };
		await served.api.inject({
			method: "POST",
			url: "/graphql",
			headers: { "x-tilewright-user": "maria" },
			payload: { query: pause, variables: { input } },
		});
		await refusal(createStageMutation, {
			projectId: own.projectId,
			name: "A",
			definitionId: 4711,
			parentIds: [own.rootStageId],
			unitRule: { kind: "each" },
		});
		const read = async (after: string | null) => {
			const { commands } = await served.query<{
				commands: { edges: { cursor: string; node: Record<string, unknown> }[]; pageInfo: { hasNextPage: boolean } };
			}>(
				`query ($projectId: ID!, $after: String) { commands(projectId: $projectId, first: 2, after: $after) {
					edges { cursor node { kind actor message problem { code } input finishedAt } } pageInfo { hasNextPage }
				} }`,
				{ projectId: own.projectId, after },
			);
			return commands;
		};
		const first = await read(null);
		expect(first.edges.map(({ node }) => node)).toMatchObject([
			{ kind: "createStage", problem: { code: "NOT_FOUND" } },
			{ kind: "setProjectPaused", actor: "maria", message: "as agreed", problem: null },
		]);
		const second = await read(first.edges.at(-1)?.cursor ?? null);
		expect(second.edges.map(({ node }) => node.kind)).toEqual(["createProject"]);
		expect(second.pageInfo.hasNextPage).toBe(false);
	});
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, plane } from "../api/support/demonstration.ts";
import { ServedCoordinator } from "../api/support/served-coordinator.ts";

/* A project as a YAML file: written, read, compared and applied. */

let served: ServedCoordinator;
let project: TestProject;
let definitionId: string;
let number = 0;

beforeAll(async () => {
	served = await ServedCoordinator.start();
	const { createTaskRepository } = await served.query<{ createTaskRepository: { taskRepository: { id: string } } }>(
		'mutation { createTaskRepository(input: { name: "scripts", location: "/opt/scripts" }) { taskRepository { id } } }',
	);
	definitionId = await createDefinition(
		served,
		"Filter",
		{
			program: { kind: "script", path: "filter.py", interpreter: "python3" },
			// biome-ignore lint/suspicious/noTemplateCurlyInString: what programs are given, as it is stored.
			arguments: ["--sigma", "${sigma}"],
			// biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
			environment: { TOKEN: "${token}" },
			outputs: [{ path: "out.tif", format: "tiff" }],
		},
		{ repositoryId: createTaskRepository.taskRepository.id, defaultOperations: { workUnits: 2 } },
	);
	await served.coordinator.addWorker();
});
afterAll(async () => {
	const violations = await served.coordinator.violations();
	await served.stop();
	expect(violations).toEqual([]);
});
beforeEach(async () => {
	number += 1;
	project = await createProject(served, {
		name: `Brain ${number}`,
		rootPath: `/data/brain-${number}`,
		description: "first line\nsecond: line # no comment",
		parameters: { token: "abc", nested: { list: [1, "two", null], "odd key": true } },
	});
	await served.query("mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { id } } }", {
		input: { id: project.projectId, region: { x: { min: 0, max: 99 } }, skippedPlanes: { z: [3] }, backfillShare: 0.5 },
	});
	await served.query("mutation ($input: CreateSourceInput!) { createSource(input: $input) { source { id } } }", {
		input: {
			projectId: project.projectId,
			name: "Second",
			kind: "DIRECTORY",
			rootPath: `/data/brain-${number}/second`,
			settings: { pattern: "{x:int}_{y:int}.tif", lattice: { x: "x", y: "y" } },
		},
	});
	await edit([
		add("Fix", ["Acquisition"], { parameters: { sigma: 1.5, name: "yes" }, operations: { workUnits: 3 } }),
		add("Shift", ["Fix"], {
			unitRule: {
				kind: "neighbours",
				offsets: [
					{ x: 1, y: 0, z: 0 },
					{ x: 0, y: 1, z: 0 },
				],
			},
			priority: 4,
		}),
		add("Mosaic", ["Shift", "Fix"], {
			unitRule: {
				kind: "group",
				by: ["z"],
				completion: { kind: "quiet", seconds: 30 },
				partial: { minimumMembers: 3 },
			},
			description: "all of a plane",
			region: { z: { max: 5 } },
		}),
		add("Trial", ["Fix"], { canary: { count: 3 }, startWith: "NEW_TILES" }),
		{ changeStage: { stage: { name: "Fix" }, parameters: { sigma: 9 }, canary: { count: 2 } } },
	]);
});

async function edit(edits: readonly object[]): Promise<void> {
	await served.query("mutation ($input: EditGraphInput!) { editGraph(input: $input) { graphVersion } }", {
		input: { projectId: project.projectId, edits },
	});
}

function add(name: string, parents: readonly string[], more: object = {}): object {
	return {
		addStage: {
			name,
			definitionId,
			parents: parents.map((parent) => ({ name: parent })),
			unitRule: { kind: "each" },
			...more,
		},
	};
}

async function exported(id: number = project.projectId): Promise<string> {
	return (await served.query<{ projectFile: string }>("query ($id: ID!) { projectFile(id: $id) }", { id })).projectFile;
}

interface Difference {
	readonly isEmpty: boolean;
	readonly changes: readonly string[];
	readonly notes: readonly string[];
	readonly refused: readonly string[];
	readonly graph: { readonly totals: object; readonly stages: readonly object[] } | null;
}

async function difference(yaml: string, id: number = project.projectId): Promise<Difference> {
	const { diffProjectFile } = await served.query<{ diffProjectFile: Difference }>(
		`query ($projectId: ID!, $yaml: String!) { diffProjectFile(projectId: $projectId, yaml: $yaml) {
			isEmpty changes notes refused graph { totals { tasksToAdd becomeStale } stages { name change } }
		} }`,
		{ projectId: id, yaml },
	);
	return diffProjectFile;
}

async function apply(yaml: string, more: object = {}): Promise<readonly string[]> {
	const { applyProjectFile } = await served.query<{ applyProjectFile: { changes: string[] } }>(
		"mutation ($input: ApplyProjectFileInput!) { applyProjectFile(input: $input) { changes notes isDryRun } }",
		{ input: { projectId: project.projectId, yaml, ...more } },
	);
	await served.coordinator.settle();
	return applyProjectFile.changes;
}

const importMutation =
	"mutation ($input: ImportProjectInput!) { importProject(input: $input) { project { id graphVersion outputPath isPaused } } }";

async function graphVersion(): Promise<number> {
	const { project: row } = await served.query<{ project: { graphVersion: number } }>(
		"query ($id: ID!) { project(id: $id) { graphVersion } }",
		{ id: project.projectId },
	);
	return row.graphVersion;
}

async function refusalOf(yaml: string): Promise<string> {
	const { errors } = await served.ask(
		"query ($projectId: ID!, $yaml: String!) { diffProjectFile(projectId: $projectId, yaml: $yaml) { isEmpty } }",
		{
			projectId: project.projectId,
			yaml,
		},
	);
	if (errors?.[0]?.extensions.code !== "ARGUMENT_INVALID") throw new Error(`not refused: ${JSON.stringify(errors)}`);
	return errors[0].message;
}

describe("a project file", () => {
	it("is the same text after it was imported elsewhere, but for the names chosen", async () => {
		const first = await exported();
		expect(first).toContain("# A project of Tilewright");
		expect(first).toContain("definition: Filter\n");
		const { importProject } = await served.query<{ importProject: { project: { id: string; graphVersion: number } } }>(
			importMutation,
			{ input: { yaml: first, name: "Elsewhere", rootPath: "/mnt/elsewhere", isPaused: true } },
		);
		expect(importProject.project).toMatchObject({
			graphVersion: 2,
			outputPath: "/mnt/elsewhere-results",
			isPaused: true,
		});
		const second = await exported(Number(importProject.project.id));
		expect(
			second.replace("name: Elsewhere", `name: Brain ${number}`).replaceAll("/mnt/elsewhere", `/data/brain-${number}`),
		).toBe(first);
		expect((await difference(second, Number(importProject.project.id))).isEmpty).toBe(true);
	});

	it("that was just exported has no difference, and applying it changes nothing", async () => {
		const text = await exported();
		expect(await difference(text)).toEqual({ isEmpty: true, changes: [], notes: [], refused: [], graph: null });
		const version = await graphVersion();
		expect(await apply(text)).toEqual([]);
		expect(await graphVersion()).toBe(version);
	});

	it("is compared, tried without effect, and applied as one version of the graph", async () => {
		await served.coordinator.takeTiles(project, plane(3, 1));
		await served.coordinator.finish();
		const version = await graphVersion();
		const changed = (await exported())
			.replace("sigma: 1.5", "sigma: 2.5")
			.replace("backfillShare: 0.5", "backfillShare: 0.25")
			.replace(
				"  - name: Shift\n",
				"  - name: Added\n    definition: Filter\n    parents: [Fix]\n    parameters: { sigma: 7 }\n  - name: Moved\n    renamedFrom: Shift\n",
			)
			.replace("[Shift, Fix]", "[Moved, Added]")
			.replace(/ {2}- name: Trial\n(?: {4}.*\n)*/, "");
		const seen = await difference(changed);
		expect(seen.refused).toEqual([]);
		expect(seen.changes).toEqual([
			"changes backfill share of the project from 0.5 to 0.25",
			'renames stage "Shift" to "Moved"',
			'adds stage "Added" on "Fix"',
			'changes parameters of stage "Fix"',
			'changes parents of stage "Mosaic"',
			'removes stage "Trial"',
		]);
		expect(seen.graph?.totals).toMatchObject({ tasksToAdd: expect.any(Number), becomeStale: expect.any(Number) });
		expect(await apply(changed, { dryRun: true })).toEqual(seen.changes);
		expect(await graphVersion()).toBe(version);
		expect(await apply(changed, { expectedGraphVersion: version })).toEqual(seen.changes);
		expect(await graphVersion()).toBe(version + 1);
		expect((await difference(changed)).changes).toEqual([]);
		await served.coordinator.finish();
		const { commands } = await served.query<{ commands: { edges: { node: { before: { file: string } } }[] } }>(
			'{ commands(filter: { kinds: ["applyProjectFile"] }, first: 1) { edges { node { summary before } } } }',
		);
		expect(commands.edges[0]?.node.before.file).toContain("sigma: 1.5");
	});

	it("brings new definitions and new versions of those there are", async () => {
		const own = `Filter ${number}`;
		const changed = (await exported())
			.replaceAll("definition: Filter\n", `definition: ${own}\n`)
			.replace("- name: Filter", `- name: ${own}`);
		const { changes } = await difference(changed);
		expect(changes[0]).toBe(`adds task definition "${own}"`);
		const known = async () =>
			(
				await served.query<{ taskDefinitions: { name: string; version: number }[] }>(
					"{ taskDefinitions { name version } }",
				)
			).taskDefinitions;
		// Only looked at: nothing was written.
		expect((await known()).map(({ name }) => name)).not.toContain(own);
		await apply(changed);
		const newer = (await exported()).replace("[--sigma,", "[--radius,");
		expect((await difference(newer)).changes[0]).toBe(`makes version 2 of task definition "${own}"`);
		await apply(newer);
		expect(await known()).toContainEqual({ name: own, version: 2 });
		expect(await exported()).toBe(newer);
	});

	it("keeps versions of one definition apart that the graph uses side by side", async () => {
		const text = (await exported())
			.replaceAll("definition: Filter\n", `definition: Editions ${number}\n`)
			.replace("- name: Filter", `- name: Editions ${number}`);
		await apply(text);
		const { taskDefinitions } = await served.query<{ taskDefinitions: { id: string; name: string }[] }>(
			"{ taskDefinitions { id name } }",
		);
		const { id } = taskDefinitions.find((definition) => definition.name === `Editions ${number}`) ?? { id: "" };
		await served.query(
			"mutation ($input: UpdateTaskDefinitionInput!) { updateTaskDefinition(input: $input) { taskDefinition { version } } }",
			{ input: { id, content: { program: { kind: "script", path: "filter.py" }, arguments: ["--newer"] } } },
		);
		await edit([{ changeStage: { stage: { name: "Shift" }, definitionVersion: null } }]);
		const two = await exported();
		expect(two).toContain(`definition:\n      name: Editions ${number}\n      edition: 2\n`);
		expect((await difference(two)).isEmpty).toBe(true);
		const elsewhere = two.replaceAll(`Editions ${number}`, `Elsewhere ${number}`);
		const { importProject } = await served.query<{ importProject: { project: { id: string } } }>(importMutation, {
			input: {
				yaml: elsewhere,
				name: `Editions elsewhere ${number}`,
				rootPath: `/data/editions-${number}`,
				isPaused: true,
			},
		});
		const again = await exported(Number(importProject.project.id));
		expect(again.slice(again.indexOf("repositories:"))).toBe(elsewhere.slice(elsewhere.indexOf("repositories:")));
	});

	it("applied by two at once is refused to the second", async () => {
		const version = await graphVersion();
		const text = await exported();
		await edit([{ removeStage: { stage: { name: "Trial" } } }]);
		const { errors } = await served.ask(
			"mutation ($input: ApplyProjectFileInput!) { applyProjectFile(input: $input) { changes } }",
			{ input: { projectId: project.projectId, yaml: text, expectedGraphVersion: version } },
		);
		expect(errors?.[0]?.extensions.code).toBe("VERSION_CONFLICT");
	});

	it.each([
		["tilewright: 1\nproject: [", /line 2, column \d+/],
		[
			"tilewright: 2\nproject: { name: A, rootPath: /a }",
			/line 1, column 13, tilewright: this coordinator reads files of version 1/,
		],
		[
			"tilewright: 1\nproject:\n  name: A\n  rootpath: /a\n",
			/line 4, column 3, project.rootpath: there is no such key/,
		],
		[
			"tilewright: 1\nproject: { name: A, rootPath: /a }\nstages:\n  - name: S\n    definition: D\n    priority: high\n",
			/line 6, column 15, stages\[0\]\.priority: /,
		],
		[
			"tilewright: 1\nproject: { name: A, rootPath: /a }\nstages:\n  - name: S\n    definition: D\n    parents: [Nowhere]\n",
			/line 6, column 15, stages\[0\]\.parents\[0\]: there is no stage "Nowhere" in the file/,
		],
		[
			"tilewright: 1\nproject: { name: A, rootPath: /a }\nstages:\n  - name: S\n    definition: D\n    unitRule: { kind: group, by: [z] }\n",
			/line 6, column 15, stages\[0\]\.unitRule\.completion/,
		],
		[
			"tilewright: 1\nproject: { name: A, rootPath: /a }\nstages:\n  - name: S\n    definition: D\n    operations:\n      workUnit: 3\n",
			/line 7, column 7, stages\[0\]\.operations\.workUnit: there is no such key/,
		],
		[
			"tilewright: 1\nproject: { name: A, rootPath: /a }\nstages:\n  - { name: S, definition: D }\n  - { name: s, definition: D }\n",
			/line 5, column 13, stages\[1\]\.name: "s" is there twice/,
		],
		[
			"tilewright: 1\nproject: { name: A, rootPath: /a }\nsources:\n  - name: S\n    kind: directory\n    settings: { patern: x }\n",
			/line 6, column 15, sources\[0\]\.settings/,
		],
		["tilewright: 1\nproject: { name: A, rootPath: /a }\nproject: { name: B, rootPath: /b }\n", /line 3, column 1/],
		["", /line 1, column 1/],
		["just a text", /line 1, column 1/],
	])("that is wrong is refused with its place: %j", async (yaml, message) => {
		expect(await refusalOf(yaml)).toMatch(message);
	});

	it("that unfolds to gigabytes is refused", async () => {
		const levels = Array.from({ length: 9 }, (_, level) =>
			level === 0
				? "a0: &a0 [x, x, x, x, x, x, x, x, x]"
				: `a${level}: &a${level} [${Array(9)
						.fill(`*a${level - 1}`)
						.join(", ")}]`,
		);
		expect(await refusalOf(levels.join("\n"))).toContain("cannot be unfolded");
	});

	it("refuses what cannot be done, before anything is done", async () => {
		const changed = (await exported()).replace("startWith: newTiles", "startWith: everything");
		expect((await difference(changed)).refused).toEqual([
			'stage "Trial" starts with newTiles, which cannot be changed once it is there',
		]);
		const { errors } = await served.ask(
			"mutation ($input: ApplyProjectFileInput!) { applyProjectFile(input: $input) { changes } }",
			{ input: { projectId: project.projectId, yaml: changed } },
		);
		expect(errors?.[0]?.message).toContain("cannot be changed once it is there");
	});

	it("keeps the root path and the places of repositories as they are, and says so", async () => {
		const changed = (await exported())
			.replace(`rootPath: /data/brain-${number}`, "rootPath: /data/other")
			.replace("location: /opt/scripts", "location: /somewhere/else");
		const { notes, changes } = await difference(changed);
		expect(notes).toEqual([
			`the root path stays "/data/brain-${number}" (the file has "/data/other")`,
			'task repository "scripts" stays in "/opt/scripts" (the file has "/somewhere/else")',
		]);
		expect(changes).toEqual([]);
	});
});

describe("a duplicate", () => {
	it("has the whole graph, and shares no folder with the original or another duplicate", async () => {
		await edit([{ changeStage: { stage: { name: "Shift" }, outputPath: `/elsewhere/shift-${number}` } }]);
		const duplicate =
			"mutation ($input: DuplicateProjectInput!) { duplicateProject(input: $input) { project { id name outputPath } } }";
		const made = [];
		for (let copy = 0; copy < 2; copy += 1) {
			const { duplicateProject } = await served.query<{
				duplicateProject: { project: { id: string; name: string; outputPath: string } };
			}>(duplicate, { input: { id: project.projectId, isPaused: true } });
			made.push(duplicateProject.project);
		}
		expect(made).toMatchObject([
			{ name: `Brain ${number} copy`, outputPath: `/data/brain-${number}-results-2` },
			{ name: `Brain ${number} copy 2`, outputPath: `/data/brain-${number}-results-3` },
		]);
		const paths = await served.coordinator.database.query<{ path: string; n: number }>(
			`select recipe ->> 'outputPath' as path, count(distinct stage_id)::int as n from stage_version group by 1 having count(distinct stage_id) > 1`,
		);
		expect(paths).toEqual([]);
		const text = await exported(Number(made[0]?.id));
		expect(text).toContain("name: Fix (trial)");
		expect(text).toContain("rootPath: second");
	});
});

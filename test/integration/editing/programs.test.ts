import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@tilewright/contract/clock";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { editGraphCommand, restoreGraphCommand } from "../../../coordinator/src/commands/graph-commands.ts";
import { createTaskDefinition } from "../../../coordinator/src/commands/task-definition-commands.ts";
import { createTaskRepository } from "../../../coordinator/src/commands/task-repository-commands.ts";
import { ProgramWatcher } from "../../../coordinator/src/rounds/program-watcher.ts";
import { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { createTestProject, observedTile, type TestProject } from "../../support/project-builder.ts";

let coordinator: DecidingCoordinator;
let project: TestProject;
let folder: string;
let programs: ProgramWatcher;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "scripts-"));
	coordinator = await DecidingCoordinator.start();
	project = await createTestProject(coordinator.database, "/data/sample");
	programs = new ProgramWatcher(coordinator.rounds, systemClock, pino({ level: "silent" }));
	const { taskRepositoryId } = await coordinator.carryOut(createTaskRepository, { name: "scripts", location: folder });
	const { taskDefinitionId } = await coordinator.carryOut(createTaskDefinition, {
		name: "script",
		repositoryId: taskRepositoryId,
		content: { program: { kind: "script", path: "work.sh" } },
	});
	await coordinator.addWorker();
	await writeFile(join(folder, "work.sh"), "echo one");
	await coordinator.carryOut(editGraphCommand, {
		projectId: project.projectId,
		edits: [
			{
				kind: "addStage",
				name: "A",
				definitionId: taskDefinitionId,
				parents: ["Acquisition"],
				unitRule: { kind: "each" },
			},
		],
	});
	await coordinator.takeTiles(project, [observedTile("one"), observedTile("two")]);
	await coordinator.finish();
});

afterEach(async () => {
	const violations = await coordinator.violations();
	await programs.stop();
	await coordinator.stop();
	await rm(folder, { recursive: true });
	expect(violations).toEqual([]);
});

async function look(): Promise<number> {
	await programs.look();
	await coordinator.settle();
	const [row] = await coordinator.database.query<{ stale: number }>(
		`select count(*)::int as stale from task t join stage s on s.id = t.stage_id join stage_version v on v.id = s.current_version_id
		where t.result_attempt_id is not null and t.result_hash <> v.result_hash`,
	);
	return row?.stale ?? -1;
}

it("a script edited on disk makes its results stale, and only once", async () => {
	expect(await look()).toBe(0);
	await writeFile(join(folder, "work.sh"), "echo two, and longer");
	expect(await look()).toBe(2);
	expect(await look()).toBe(0 + 2);
	const versions = await coordinator.database.query("select version from stage_version order by version");
	expect(versions).toEqual([{ version: 1 }, { version: 2 }]);
	const events = await coordinator.database.query("select kind from event where kind = 'programChanged'");
	expect(events).toHaveLength(1);
	await writeFile(join(folder, "work.sh"), "echo one");
	expect(await look()).toBe(0);
});

it("a script that is away changes nothing", async () => {
	await rm(join(folder, "work.sh"));
	expect(await look()).toBe(0);
});

it("undoing an edit does not bring an old script back", async () => {
	await coordinator.carryOut(editGraphCommand, {
		projectId: project.projectId,
		edits: [{ kind: "changeStage", stage: "A", parameters: { sigma: 2 } }],
	});
	await writeFile(join(folder, "work.sh"), "echo two, and longer");
	await look();
	await coordinator.carryOut(restoreGraphCommand, { projectId: project.projectId });
	expect(await look()).toBe(2);
	await writeFile(join(folder, "work.sh"), "echo one");
	expect(await look()).toBe(0);
});

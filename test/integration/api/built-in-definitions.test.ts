import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
	builtInDefinitions,
	ensureBuiltInDefinitions,
} from "../../../coordinator/src/commands/built-in-definitions.ts";
import { ServedCoordinator } from "./support/served-coordinator.ts";

const parameterNames = (source: string) =>
	[...source.matchAll(/Parameter\(task, "(\w+)"/g)].map(([, name = ""]) => name);

describe("the schema of a built-in program", () => {
	it.each(builtInDefinitions.map(({ name, content }) => ({ name, content })))(
		"$name names what the program reads, and nothing else",
		async ({ name, content }) => {
			const programs = new URL("../../../stages/src/", import.meta.url);
			const program = await readFile(new URL(`programs/${name}.ts`, programs), "utf8");
			const images = await readFile(new URL("program/task-images.ts", programs), "utf8");
			const { properties } = z.object({ properties: z.record(z.string(), z.unknown()) }).parse(content.parameterSchema);
			expect(Object.keys(properties).sort()).toEqual(
				[...new Set([...parameterNames(program), ...parameterNames(images)])].sort(),
			);
		},
	);
});

describe("the built-in definitions", () => {
	let served: ServedCoordinator;
	beforeAll(async () => {
		served = await ServedCoordinator.start();
	});
	afterAll(() => served.stop());

	const names = async () => {
		const { taskDefinitions } = await served.query<{ taskDefinitions: { name: string; programExists: boolean }[] }>(
			"{ taskDefinitions { name programExists programText } }",
		);
		expect(taskDefinitions.every(({ programExists }) => programExists)).toBe(true);
		return taskDefinitions.map(({ name }) => name);
	};

	it("are made once, however often and at once this is asked", async () => {
		const { database } = served.coordinator;
		await Promise.all([ensureBuiltInDefinitions(database), ensureBuiltInDefinitions(database)]);
		await ensureBuiltInDefinitions(database);
		expect(await names()).toEqual(["mosaic", "preview", "projection", "quality", "shift"]);
	});

	it("stay archived or renamed as people left them", async () => {
		const { database } = served.coordinator;
		await database.query("update task_definition set archived_at = now() where name = 'mosaic'");
		await database.query("update task_definition set name = 'Look' where name = 'preview'");
		await ensureBuiltInDefinitions(database);
		expect(await names()).toEqual(["Look", "projection", "quality", "shift"]);
	});

	it("can be used by stages, with parameters that are checked", async () => {
		const parameters = z.fromJSONSchema(
			z.record(z.string(), z.unknown()).parse(builtInDefinitions[1]?.content.parameterSchema),
		);
		expect(parameters.safeParse({ size: 512 }).success).toBe(true);
		expect(parameters.safeParse({ size: 2 }).success).toBe(false);
		expect(parameters.safeParse({ sise: 512 }).success).toBe(false);
	});
});

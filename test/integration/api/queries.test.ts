import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ServedCoordinator } from "./support/served-coordinator.ts";

let served: ServedCoordinator;

beforeAll(async () => {
	served = await ServedCoordinator.start();
});
afterAll(() => served.stop());

describe("a project made over the API", () => {
	it("has a root stage and a source, and is answered with the rows as they are", async () => {
		const { createProject } = await served.query<{ createProject: { project: unknown } }>(
			`mutation ($input: CreateProjectInput!) { createProject(input: $input) { project {
				id name rootPath outputPath stages { name kind counts { state count } } sources { name kind rootPath inputState } tileCount graphVersion
			} } }`,
			{ input: { name: "Brain 7", rootPath: "/data/brain-7/", message: "first try" } },
		);
		expect(createProject.project).toEqual({
			id: expect.any(String),
			name: "Brain 7",
			rootPath: "/data/brain-7",
			outputPath: "/data/brain-7-results",
			stages: [{ name: "Acquisition", kind: "ROOT", counts: [] }],
			sources: [{ name: "Acquisition", kind: "LIST", rootPath: "/data/brain-7", inputState: "UNKNOWN" }],
			tileCount: 0,
			graphVersion: 1,
		});
	});
});

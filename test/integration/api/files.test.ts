import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { attemptLogFile, publishedDirectory } from "@tilewright/contract/attempt-paths";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { observedTile, type TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, createStage } from "./support/demonstration.ts";
import { ServedCoordinator } from "./support/served-coordinator.ts";

const png = Buffer.from("89504e470d0a1a0a0000", "hex");
const secret = "the password";

let served: ServedCoordinator;
let address: string;
let folder: string;
let project: TestProject;
let taskId: string;
let attemptId: number;
let tileId: number;
let published: string;

async function write(path: string, content: string | Buffer): Promise<void> {
	await mkdir(dirname(path), { recursive: true });
	await writeFile(path, content);
}

/** As it is written, without the tidying that `fetch` and test clients do. */
function rawGet(path: string): Promise<{ statusCode: number; body: string }> {
	return new Promise((resolve, reject) => {
		const asked = request(address, { path }, (response) => {
			let body = "";
			response.setEncoding("utf8").on("data", (text) => {
				body += text;
			});
			response.on("end", () => resolve({ statusCode: response.statusCode ?? 0, body }));
		});
		asked.on("error", reject).end();
	});
}

const get = (url: string, headers: Record<string, string> = {}) => served.api.inject({ url, headers });

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "tilewright-files-")));
	const web = join(folder, "web");
	await write(join(web, "index.html"), "<!doctype html><title>Tilewright</title>");
	await write(join(web, "assets/app-1a2b.js"), "export {};");
	served = await ServedCoordinator.start({ webDirectory: web });
	address = await served.listen();
	project = await createProject(served, { name: "Brain 7", rootPath: join(folder, "brain") });
	const definitionId = await createDefinition(served, "Mosaic");
	const stage = await createStage(served, project, { name: "Mosaic", definitionId, parents: [project.rootStageId] });
	await served.coordinator.addWorker();
	const file = { path: "00/1/image 1.tif", sizeBytes: 6 };
	const zarr = { path: "00/1/stack.zarr", sizeBytes: 100 };
	const outside = { path: "00/1/link.tif", sizeBytes: 1 };
	await served.coordinator.takeTiles(project, [observedTile("00/1", { files: [file, zarr, outside] })]);
	const [attempt] = served.coordinator.assigned;
	if (!attempt) throw new Error("nothing was assigned");
	attemptId = attempt.attemptId;
	taskId = String(attempt.taskId);
	const artifacts = [
		{ path: "mosaic.ome.zarr", kind: "image", format: "ome-zarr", shape: [1, 2, 2], sizeBytes: 20 },
		{ path: "preview.png", kind: "preview", format: "png", shape: [2, 2], sizeBytes: png.length },
	];
	await served.coordinator.finish({ artifacts });
	const [tile] = await served.coordinator.database.query<{ id: number }>("select id from tile");
	tileId = tile?.id ?? 0;

	const output = join(folder, "brain-results/mosaic");
	expect(await outputPathOf(stage)).toBe(output);
	published = publishedDirectory(output, "00/1");
	await write(join(published, "preview.png"), png);
	await write(join(published, "mosaic.ome.zarr/.zattrs"), '{"multiscales": []}');
	await write(join(published, "mosaic.ome.zarr/0/0.0.0"), "0123456789");
	await write(join(published, "page.html"), "<script>alert(1)</script>");
	await write(attemptLogFile(output, attemptId, "stdout"), "line one\nline two\n");
	await write(join(folder, "brain/00/1/image 1.tif"), "pixels");
	await write(join(folder, "brain/00/1/stack.zarr/0/0"), "chunk");
	await write(join(folder, "secret.txt"), secret);
	await symlink(join(folder, "secret.txt"), join(published, "link.txt"));
	await symlink(folder, join(published, "up"));
	await symlink(join(folder, "secret.txt"), join(folder, "brain/00/1/link.tif"));
	await symlink(join(folder, "brain/00/1/image 1.tif"), join(published, "acquired.tif"));
});
afterAll(async () => {
	await served.stop();
	await rm(folder, { recursive: true });
});

async function outputPathOf(id: number): Promise<string> {
	const { stage } = await served.query<{ stage: { outputPath: string } }>(
		"query ($id: ID!) { stage(id: $id) { outputPath } }",
		{ id },
	);
	return stage.outputPath;
}

describe("results", () => {
	it("are found at the addresses the API gives", async () => {
		const { task } = await served.query<{ task: { previewUrl: string; artifacts: { url: string }[] } }>(
			"query ($id: ID!) { task(id: $id) { previewUrl artifacts { url } } }",
			{ id: taskId },
		);
		for (const url of [task.previewUrl, task.artifacts[1]?.url ?? ""]) {
			const answer = await get(url);
			expect(answer.statusCode).toBe(200);
			expect(answer.headers["content-type"]).toBe("image/png");
			expect(answer.rawPayload).toEqual(png);
		}
	});

	it("in a folder such as a Zarr can be read file by file, by pages of other hosts as well", async () => {
		const base = `/api/tasks/${taskId}/files/mosaic.ome.zarr`;
		const attributes = await get(`${base}/.zattrs`, { origin: "https://viewer.example" });
		expect(attributes.json()).toEqual({ multiscales: [] });
		expect(attributes.headers).toMatchObject({
			"content-type": "application/json",
			"access-control-allow-origin": "*",
			"access-control-expose-headers": expect.stringContaining("Content-Range"),
		});
		expect((await get(`${base}/zarr.json`)).statusCode).toBe(404);
		expect((await get(base)).statusCode).toBe(404);
		const preflight = await served.api.inject({
			method: "OPTIONS",
			url: `${base}/0/0.0.0`,
			headers: { origin: "https://viewer.example", "access-control-request-headers": "range" },
		});
		expect(preflight.statusCode).toBe(204);
		expect(preflight.headers["access-control-allow-headers"]).toContain("Range");
	});

	it.each([
		["bytes=2-4", 206, "234", "bytes 2-4/10"],
		["bytes=7-", 206, "789", "bytes 7-9/10"],
		["bytes=-3", 206, "789", "bytes 7-9/10"],
		["bytes=0-99", 206, "0123456789", "bytes 0-9/10"],
		["bytes=10-", 416, "", "bytes */10"],
		["bytes=5-2", 200, "0123456789", undefined],
		["bytes=0-1,4-5", 200, "0123456789", undefined],
		["lines=1-2", 200, "0123456789", undefined],
	])("answer the range %s with %i", async (range, status, body, contentRange) => {
		const answer = await get(`/api/tasks/${taskId}/files/mosaic.ome.zarr/0/0.0.0`, { range });
		expect([answer.statusCode, answer.body, answer.headers["content-range"]]).toEqual([status, body, contentRange]);
	});

	it("that have not changed need not be sent again", async () => {
		const url = `/api/tasks/${taskId}/preview`;
		const etag = String((await get(url)).headers.etag);
		expect((await get(url, { "if-none-match": etag })).statusCode).toBe(304);
		await write(join(published, "preview.png"), Buffer.concat([png, png]));
		expect((await get(url, { "if-none-match": etag })).statusCode).toBe(200);
		expect((await get(url, { "if-range": etag, range: "bytes=0-1" })).statusCode).toBe(200);
	});

	it("can be asked for by HEAD", async () => {
		const answer = await served.api.inject({
			method: "HEAD",
			url: `/api/tasks/${taskId}/files/mosaic.ome.zarr/0/0.0.0`,
		});
		expect([answer.statusCode, answer.headers["content-length"], answer.body]).toEqual([200, "10", ""]);
	});

	it("never act as a page of ours", async () => {
		const answer = await get(`/api/tasks/${taskId}/files/page.html`);
		expect(answer.headers).toMatchObject({
			"content-type": "application/octet-stream",
			"x-content-type-options": "nosniff",
			"content-security-policy": "default-src 'none'; sandbox",
		});
	});

	it("of a task that does not exist, or has none, are not found", async () => {
		expect((await get("/api/tasks/4711/preview")).json()).toMatchObject({ error: { code: "NOT_FOUND" } });
		expect((await get("/api/tasks/nonsense/preview")).statusCode).toBe(400);
	});
});

describe("logs", () => {
	it("are text, whole or in part", async () => {
		const url = `/api/attempts/${attemptId}/logs/stdout`;
		const whole = await get(url);
		expect(whole.headers["content-type"]).toBe("text/plain; charset=utf-8");
		expect(whole.body).toBe("line one\nline two\n");
		expect((await get(url, { range: "bytes=9-" })).body).toBe("line two\n");
	});

	it("that were never written are empty, and others are not found", async () => {
		const empty = await get(`/api/attempts/${attemptId}/logs/stderr`);
		expect([empty.statusCode, empty.body]).toEqual([200, ""]);
		expect((await get(`/api/attempts/${attemptId}/logs/secret`)).statusCode).toBe(404);
		expect((await get("/api/attempts/4711/logs/stdout")).statusCode).toBe(404);
	});
});

describe("acquired files", () => {
	it("are found by their place in the tile, also inside a folder", async () => {
		expect((await get(`/api/tiles/${tileId}/files/0`)).body).toBe("pixels");
		expect((await get(`/api/tiles/${tileId}/files/1/0/0`)).body).toBe("chunk");
		expect((await get(`/api/tiles/${tileId}/files/7`)).statusCode).toBe(404);
	});

	it("are not read through a link that leads out of the project", async () => {
		const answer = await get(`/api/tiles/${tileId}/files/2`);
		expect(answer.statusCode).toBe(403);
		expect(answer.json()).toMatchObject({ error: { code: "PATH_OUTSIDE_ROOTS" } });
	});
});

describe("nothing outside the project's folders", () => {
	it.each([
		"link.txt",
		"up/secret.txt",
		"../../../secret.txt",
		"%2e%2e/%2e%2e/%2e%2e/secret.txt",
		"..%2f..%2f..%2fsecret.txt",
		"mosaic.ome.zarr/../../../../secret.txt",
		"%00",
		"preview.png%00.txt",
		"//etc/passwd",
		"%2fetc%2fpasswd",
		"./preview.png/",
	])("can be read by way of %s", async (path) => {
		const answer = await rawGet(`/api/tasks/${taskId}/files/${path}`);
		expect([403, 404]).toContain(answer.statusCode);
		expect(answer.body).not.toContain(secret);
	});

	it("while a link to another folder of the same project is fine", async () => {
		expect((await get(`/api/tasks/${taskId}/files/acquired.tif`)).body).toBe("pixels");
	});

	it("can be read, whatever path is made up", async () => {
		const part = fc.oneof(
			fc.constantFrom("..", ".", "", "up", "link.txt", "secret.txt", "mosaic.ome.zarr", "0", "\0", "...", "~"),
			fc.string({ maxLength: 4 }),
		);
		const encodings = [
			encodeURIComponent,
			encodeURI,
			(text: string) => encodeURI(text).replaceAll(".", "%2e").replaceAll("/", "%2F"),
		];
		await fc.assert(
			fc.asyncProperty(fc.array(part, { maxLength: 8 }), fc.constantFrom(...encodings), async (parts, encode) => {
				let path: string;
				try {
					path = encode(parts.join("/"));
				} catch {
					return;
				}
				// What cannot stand in the first line of a request at all is not sent by Node.
				if (/[^\x21-\x7e]/.test(path)) return;
				const answer = await rawGet(`/api/tasks/${taskId}/files/${path}`);
				expect(answer.body).not.toContain(secret);
				expect(answer.statusCode).toBeLessThan(500);
			}),
			{ numRuns: 300 },
		);
	});
});

describe("the states of a stage's tasks", () => {
	it("are columns of equal length, with an ETag of their content", async () => {
		const { project: answer } = await served.query<{ project: { stages: { id: string }[] } }>(
			"query ($id: ID!) { project(id: $id) { stages { id } } }",
			{ id: project.projectId },
		);
		const url = `/api/projects/${project.projectId}/stages/${answer.stages[1]?.id}/task-states`;
		const states = await get(url);
		expect(states.json()).toEqual({
			sequence: expect.any(Number),
			stageId: answer.stages[1]?.id,
			columns: ["taskId", "tileId", "x", "y", "z", "state", "attempts"],
			taskId: [Number(taskId)],
			tileId: [tileId],
			x: [null],
			y: [null],
			z: [null],
			state: [4],
			attempts: [1],
		});
		expect((await get(url, { "if-none-match": String(states.headers.etag) })).statusCode).toBe(304);
		expect((await get(`${url}?z=3`)).json()).toMatchObject({ taskId: [], state: [] });
		expect((await get(`${url}?z=three`)).statusCode).toBe(400);
		expect((await get(`/api/projects/4711/stages/${answer.stages[1]?.id}/task-states`)).statusCode).toBe(404);
	});
});

describe("health and metrics", () => {
	it("say that all is well, and what is not", async () => {
		expect((await get("/livez")).json()).toEqual({ status: "ok" });
		expect((await get("/readyz")).statusCode).toBe(200);
		const health = await get("/healthz");
		expect(health.statusCode).toBe(200);
		expect(health.json()).toMatchObject({
			status: "ok",
			database: { isReachable: true },
			bus: { isConnected: true },
			coordinator: { isActive: true, epoch: 1 },
		});
	});

	it("count tasks by project, stage and state, and workers by state", async () => {
		const { body, headers } = await get("/metrics");
		expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
		expect(body).toContain('tilewright_tasks{project="Brain 7",stage="Mosaic",state="succeeded"} 1\n');
		expect(body).toContain('tilewright_workers{state="idle"} 1\n');
		expect(body).toContain("tilewright_bus_connected 1\n");
		expect(body).toMatch(/process_resident_memory_bytes \d{7,}/);
		expect(body).toMatch(/tilewright_event_loop_lag_seconds\{quantile="0.99"\} [\d.e-]+\n/);
	});
});

describe("the page", () => {
	it("is served at every address a person navigates to", async () => {
		for (const url of ["/", "/projects/1", "/projects/1/map?z=3"]) {
			const answer = await get(url, { accept: "text/html,application/xhtml+xml" });
			expect([answer.statusCode, answer.body]).toEqual([200, expect.stringContaining("<title>Tilewright</title>")]);
			expect(answer.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
		}
	});

	it("keeps files with a hash in their name, and asks again for itself", async () => {
		const asset = await get("/assets/app-1a2b.js");
		expect(asset.headers["cache-control"]).toContain("immutable");
		expect((await get("/", { accept: "text/html" })).headers["cache-control"]).toBe("no-cache");
	});

	it("does not stand in for what is missing", async () => {
		const missing = [
			["/assets/gone.js", "text/html"],
			["/api/nothing", "text/html"],
			["/zarr.json", "application/json"],
			["/somewhere", "*/*"],
		] as const;
		for (const [url, accept] of missing) expect((await get(url, { accept })).statusCode, url).toBe(404);
		expect((await served.api.inject({ method: "POST", url: "/", headers: { accept: "text/html" } })).statusCode).toBe(
			404,
		);
	});
});

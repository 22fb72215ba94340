import { createServer } from "node:net";
import { resolve } from "node:path";
import pc from "picocolors";
import { beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "./run-command-line.ts";

/** An address where nobody listens: the port was ours a moment ago. */
let nobody: string;
beforeAll(async () => {
	const server = createServer();
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	const address = server.address();
	nobody = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
	await new Promise((done) => server.close(done));
});

async function run(...argumentList: string[]) {
	let stdout = "";
	let stderr = "";
	const exitCode = await runCommandLine(argumentList, {
		terminal: {
			write: (text) => {
				stdout += text;
			},
			complain: (line) => {
				stderr += `${line}\n`;
			},
			colours: pc.createColors(false),
			isInteractive: false,
			width: () => Number.POSITIVE_INFINITY,
			height: () => 24,
		},
		environment: { TILEWRIGHT_URL: nobody },
		installation: resolve("."),
		workingDirectory: resolve("."),
		signal: new AbortController().signal,
	});
	return { exitCode, stdout, stderr };
}

describe("a command line", () => {
	it("ends with 0 for help and version, which go to stdout", async () => {
		const help = await run("--help");
		expect(help).toMatchObject({ exitCode: 0, stderr: "" });
		expect(help.stdout).toContain("Exit codes:");
		expect(await run("tasks", "list", "--help")).toMatchObject({ exitCode: 0, stderr: "" });
		expect((await run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
	});

	it.each([
		[["nonsense"]],
		[[]],
		[["tasks", "list", "--state", "done"]],
		[["tasks", "list", "--limit", "0"]],
		[["stages", "add", "Quality"]],
		[["stages", "add", "--definition", "quality"]],
		[["stages", "add", "Quality", "--definition", "quality", "--on", "everything"]],
		[["projects", "create", "Brain"]],
		[["projects", "create", "Brain", "--root", "/data", "--parameters", "{"]],
		[["workers", "set-capacity", "scope-2", "many"]],
		[["retry"]],
		[["retry", "12", "--stage", "Quality"]],
		[["logs"]],
		[["--server", "ftp://scope", "status"]],
	])("ends with 2 and a sentence for %j", async (argumentList) => {
		const { exitCode, stdout, stderr } = await run(...argumentList);
		expect(exitCode).toBe(2);
		expect(stdout).toBe("");
		expect(stderr).not.toBe("");
	});

	it("offers what may have been meant", async () => {
		expect((await run("project")).stderr).toContain("Did you mean projects?");
	});

	it("ends with 3 when no server answers, and says where it looked and what to do", async () => {
		const { exitCode, stdout, stderr } = await run("status");
		expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
		expect(stderr).toContain(`No Tilewright server answers at ${nobody} (TILEWRIGHT_URL)`);
		expect(stderr).toContain("ECONNREFUSED");
		expect(stderr).toContain("npm start");
	});

	it("lets the doctor tell of a server that does not answer", async () => {
		const { exitCode, stdout } = await run("doctor", "--json");
		expect(exitCode).toBe(3);
		const findings = stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(findings.map(({ what, isOk }) => [what, isOk])).toEqual([
			["Node", true],
			["server", false],
		]);
	});
});

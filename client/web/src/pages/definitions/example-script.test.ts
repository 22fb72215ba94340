import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleScript } from "./example-script.ts";

function hasPython(): boolean {
	try {
		execFileSync("python3", ["--version"]);
		return true;
	} catch {
		return false;
	}
}

describe.skipIf(!hasPython())("the example of a program", () => {
	let folder: string;

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), "tilewright-example-"));
	});

	afterAll(() => rmSync(folder, { recursive: true }));

	it("runs as it stands, on what a worker hands it", () => {
		const [inputs, outputs] = [join(folder, "inputs"), join(folder, "outputs")];
		for (const made of [inputs, outputs]) mkdirSync(made);
		writeFileSync(join(inputs, "tile.tif"), "0123456789");
		const task = join(folder, "task.json");
		writeFileSync(task, JSON.stringify({ inputs: [{ directory: inputs, artifacts: [{ path: "tile.tif" }] }] }));
		const script = join(folder, "example.py");
		writeFileSync(script, exampleScript);
		const environment = { TILEWRIGHT_TASK: task, TILEWRIGHT_OUTPUT_DIRECTORY: outputs };
		execFileSync("python3", [script], { env: { ...process.env, ...environment } });
		expect(readdirSync(outputs).sort()).toEqual(["metrics.json", "tile.tif"]);
		expect(JSON.parse(readFileSync(join(outputs, "metrics.json"), "utf8"))).toEqual({ inputBytes: 10 });
	});
});

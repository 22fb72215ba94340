// `npm run check`: everything about the code that can be judged without running it. All steps run even when one
// fails; two at a time. Names of steps may be given: npm run check -- types directions

import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { prepareCheckout, root } from "./install.mjs";

const cache = join(root, "node_modules/.cache/tilewright");
const folders = ["contract", "coordinator", "worker", "stages", "client", "seeds", "compose", "test", "bench"];

/** The longest first, so that the short ones run beside it. */
const steps = {
	types: {
		file: "node_modules/typescript/bin/tsc",
		// Remembers what it has judged: 9 s of processor time instead of 19 s after a small change.
		args: ["--noEmit", "--incremental", "--tsBuildInfoFile", join(cache, "types.tsbuildinfo"), "-p", "."],
	},
	generated: { file: "scripts/generate.mjs", args: ["--check"] },
	style: { file: "node_modules/@biomejs/biome/bin/biome", args: ["check", "--diagnostic-level=warn", "."] },
	directions: {
		file: "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
		args: ["--config", ".dependency-cruiser.mjs", "--output-type", "err-long", ...folders],
	},
	dead: { file: "node_modules/knip/bin/knip.js", args: ["--no-progress"] },
};
const titles = {
	types: "types (tsc)",
	style: "lint and format (biome)",
	directions: "directions (dependency-cruiser)",
	dead: "dead code (knip)",
	generated: "generated files",
};
const stepsAtOnce = 2;

prepareCheckout();
mkdirSync(cache, { recursive: true });
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in steps));
if (unknown.length > 0) {
	process.stderr.write(`There is no step ${unknown.join(", ")}; there are ${Object.keys(steps).join(", ")}.\n`);
	process.exit(2);
}

const startedAt = performance.now();
const waiting = wanted.length > 0 ? wanted : Object.keys(steps);
const failed = [];
await Promise.all(Array.from({ length: stepsAtOnce }, runNextSteps));
const verdict = failed.length === 0 ? "all is well" : `failed: ${failed.join(", ")}`;
console.log(`check: ${verdict} (${seconds(startedAt)})`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function runNextSteps() {
	for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
		const { file, args } = steps[name];
		if (!existsSync(join(root, file))) {
			console.log(`–     ${titles[name]}: ${file} is not there`);
			continue;
		}
		const stepStartedAt = performance.now();
		const { isOk, output } = await run(join(root, file), args);
		if (!isOk) failed.push(name);
		console.log(`${isOk ? "ok   " : "FAIL "} ${titles[name]}, ${seconds(stepStartedAt)}`);
		// A tool that is content has nothing to say that anybody reads.
		if (!isOk) console.log(`${output.trimEnd().replaceAll(/^/gm, "      ")}\n`);
	}
}

/** Output is kept until the end of the step: two at once would be a muddle. */
function run(file, args) {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
		let output = "";
		const take = (text) => {
			output += text;
		};
		child.stdout.setEncoding("utf8").on("data", take);
		child.stderr.setEncoding("utf8").on("data", take);
		child.on("error", (error) => resolve({ isOk: false, output: error.message }));
		child.on("close", (code, signal) => {
			if (signal !== null) take(`\nended by ${signal}\n`);
			resolve({ isOk: code === 0, output });
		});
	});
}

function seconds(since) {
	return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

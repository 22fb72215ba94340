// `npm test`: everything a fresh checkout needs, then all tests. Arguments go on to vitest (files, -t "name" …).
// The last line says how many tests passed, failed and were skipped; the exit code is 0 if none failed.

import { prepareCheckout, root } from "./install.mjs";

if (process.argv.includes("--help")) {
	console.log(
		"npm test [-- <part of a file name>… -t <part of a test name> …]: see vitest.dev/guide/cli for all options",
	);
	process.exit(0);
}
process.chdir(root);
prepareCheckout();

const { build } = await import("./build.mjs");
// Most tests read the sources themselves: they have something to say even when a program cannot be bundled.
const isBuilt = await build().then(
	() => true,
	(error) => {
		process.stderr.write(`The build failed: ${error instanceof Error ? error.message : error}\n`);
		return false;
	},
);

const { parseCLI, startVitest } = await import("vitest/node");
const { filter, options } = parseCLI(["vitest", "run", ...process.argv.slice(2)]);
const vitest = await startVitest("test", filter, options);
const counts = count(vitest);
if (!isBuilt) counts.failed += 1;
await vitest.close();

tellOfSecondTries(vitest);
const line = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
const isOk = counts.failed === 0 && !process.exitCode;
// Whatever a test may have left open does not hold up the end.
process.stdout.write(`\n${line}\n`, () => process.exit(isOk ? 0 : 1));

/** Tests; a file or a group that fails by itself (an import, a hook) and an error outside any test count as one each. */
function count({ state }) {
	const counted = { passed: 0, failed: state.getUnhandledErrors().length, skipped: 0 };
	for (const file of state.getTestModules()) {
		for (const holder of [file, ...file.children.allSuites()]) if (holder.errors().length > 0) counted.failed += 1;
		for (const test of file.children.allTests()) {
			const { state: outcome } = test.result();
			// "pending": never came to run, because the run was cut off.
			counted[outcome === "passed" ? "passed" : outcome === "failed" ? "failed" : "skipped"] += 1;
		}
	}
	return counted;
}

/** What the first try of a test failed with that passed at the second: otherwise nobody would hear of it. */
function tellOfSecondTries({ state }) {
	for (const file of state.getTestModules()) {
		for (const test of file.children.allTests()) {
			if (!test.diagnostic()?.flaky) continue;
			const why = (test.result().errors ?? []).map(({ message }) => message.slice(0, 2_000)).join("\n");
			process.stdout.write(`Passed at the second try: ${file.relativeModuleId} > ${test.fullName}\n${why}\n`);
		}
	}
}

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulateAcquisition } from "../../../seeds/src/simulate-acquisition.ts";
import { type MadeProject, makeDefinition, makeProject, makeStage, stageCounts } from "../../support/graph-builder.ts";
import type { WholeSystem } from "../../support/whole-system.ts";
import { seriousViolations } from "./accessibility.ts";
import { type BrowsedSystem, startBrowsedSystem } from "./browsed-system.ts";
import { chromiumPath, eventually, type OpenedPage, openPage } from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/*
 * A stage fails on some of 24 tiles, in two ways; another one takes its time. Somebody finds out what fails and where,
 * deals with all of it at once, and looks who works.
 */

const lattice = { columns: 6, rows: 4, planes: 1, tile: { width: 64, height: 64 } };
const failingScript = `#!/bin/sh
echo "opening tile $3"
case "$4" in
	*0|*1|*2) echo "OutOfRangeError: plane 00$4 has no signal" >&2; exit 3 ;;
	*3) echo "licence server busy-host.example did not answer" >&2; exit 7 ;;
esac
echo "deconvolved" > "$TILEWRIGHT_OUTPUT_DIRECTORY/out.txt"
`;

/** One tile still fails; all of them run until they are let go. */
const mendedScript = `#!/bin/sh
while [ ! -e "$(dirname "$0")/go" ]; do sleep 0.1; done
case "$4" in
	*10) echo "OutOfRangeError: plane 00$4 has no signal" >&2; exit 3 ;;
esac
echo "mended" > "$TILEWRIGHT_OUTPUT_DIRECTORY/out.txt"
`;

const flatteningScript = `#!/bin/sh
case "$4" in
	*3) echo "licence server busy-host.example did not answer" >&2; exit 7 ;;
esac
echo "flat" > "$TILEWRIGHT_OUTPUT_DIRECTORY/out.txt"
`;

describe.skipIf(chromiumPath === undefined)("an operator", () => {
	let browsed: BrowsedSystem;
	let whole: WholeSystem;
	let project: MadeProject;
	let opened: OpenedPage;
	let page: Page;
	let scripts: string;

	const counts = async (stage: string) => (await stageCounts(whole.system, project.id))[stage] ?? {};
	const causes = () => page.getByRole("list", { name: "Causes" });
	const group = () => page.getByTestId("failure-group");

	beforeAll(async () => {
		browsed = await startBrowsedSystem({ workUnits: 4 });
		whole = browsed.whole;
		const { system, directory } = whole;
		const acquisition = join(directory, "acquisition");
		scripts = join(directory, "scripts");
		mkdirSync(acquisition);
		mkdirSync(scripts);
		const script = join(scripts, "deconvolve.sh");
		writeFileSync(script, failingScript);
		const slow = join(scripts, "slow.sh");
		writeFileSync(slow, '#!/bin/sh\nsleep 600\necho x > "$TILEWRIGHT_OUTPUT_DIRECTORY/x.txt"\n');
		chmodSync(script, 0o755);
		chmodSync(slow, 0o755);
		project = await makeProject(system, { name: "Cortex 12", rootPath: acquisition });
		await makeStage(system, project, {
			name: "Deconvolve",
			definitionId: await makeDefinition(system, "deconvolve", { program: { kind: "script", path: script } }),
			operations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } }, pauseAfterFailures: null },
		});
		await simulateAcquisition({ folder: acquisition, lattice, pacing: { secondsPerTile: 0.02 } });
		await system.until(
			"every tile was tried",
			async () => {
				const { succeeded = 0, failed = 0 } = await counts("Deconvolve");
				return succeeded + failed === 24;
			},
			120_000,
		);
		await makeStage(system, project, {
			name: "Segment",
			definitionId: await makeDefinition(system, "segment", { program: { kind: "script", path: slow } }),
		});
		opened = await openPage(browsed.browser, `${system.url}/projects/${project.id}?view=failures`);
		page = opened.page;
	}, 300_000);

	afterAll(() => browsed?.stop());

	it("asks what is failing, and sees two causes rather than many failed tasks", async () => {
		await causes().getByRole("button").first().waitFor();
		expect(await causes().getByRole("button").count()).toBe(2);
		await causes().getByText("licence server").waitFor();
		await page.getByRole("table").getByText("worker", { exact: true }).first().waitFor();
		await causes().getByRole("button").first().click();
		await group().getByText("OutOfRangeError").first().waitFor();
		await group()
			.getByRole("log")
			.getByText(/OutOfRangeError: plane/)
			.first()
			.waitFor();
		await screenshot(page, "failures");
		expect(await seriousViolations(page)).toEqual([]);
	});

	it("goes back to the list with the back button, and comes again by the address", async () => {
		const address = page.url();
		await page.goBack();
		await group().waitFor({ state: "detached" });
		await page.goto(address);
		await group().waitFor();
	});

	it("sees that only the failures of one stage are shown, and shows all again", async () => {
		const chip = page.getByRole("button", { name: /^stage: Segment/ });
		await page.getByRole("combobox", { name: "Stage" }).selectOption("Segment");
		await chip.waitFor();
		await causes().waitFor({ state: "detached" });
		await chip.click();
		await causes().getByRole("button").first().waitFor();
		expect(await chip.count()).toBe(0);
		await group()
			.getByRole("button", { name: /^attempt \d+ of tile / })
			.first()
			.waitFor();
	});

	it("mends the script, and is told that a retry would run another one than the one that failed", async () => {
		const program = page.getByTestId("failed-program");
		await program.getByText(/^deconvolve\.sh on disk is still the script that failed \([0-9a-f]{8}\)\.$/).waitFor();
		writeFileSync(join(scripts, "deconvolve.sh"), mendedScript);
		await program.getByText(/^deconvolve\.sh on disk is another script than the one that failed/).waitFor();
	});

	it("resumes the stage with what a retry would run in sight", async () => {
		await setPaused("Deconvolve", true);
		await group().getByRole("button", { name: "Resume the stage" }).click();
		const question = page.getByRole("group", { name: "Resume Deconvolve?" });
		const asked = await question.boundingBox();
		const told = await page.getByTestId("failed-program").boundingBox();
		if (asked === null || told === null) throw new Error("the question or the sentence is not in sight");
		expect(asked.y + asked.height <= told.y || told.y + told.height <= asked.y).toBe(true);
		await page.keyboard.press("Escape");
		await question.waitFor({ state: "detached" });
		await group().getByRole("button", { name: "Resume the stage" }).click();
		await question.getByRole("button", { name: "Resume", exact: true }).click();
		await group().getByRole("button", { name: "Resume the stage" }).waitFor({ state: "detached" });
	});

	it("retries everything of a cause at once, counted before it is done, and watches what becomes of it", async () => {
		const before = (await counts("Deconvolve")).failed ?? 0;
		// What takes its time is out of the way: the retried tasks are what is watched.
		await setPaused("Segment", true);
		await group()
			.getByRole("button", { name: /^Retry all/ })
			.click();
		const preview = page.getByTestId("group-preview");
		const words = await preview.getByText(/tasks? would change/).innerText();
		const counted = Number.parseInt(words, 10);
		expect(counted).toBeGreaterThan(3);
		await group().getByLabel("Reason (kept with each task)").fill("detector was warm");
		await screenshot(page, "failures-retry");
		await group()
			.getByRole("button", { name: /^Retry \d+ tasks/ })
			.click();
		await group().getByText(`${counted} tasks retried.`).waitFor();
		const retried = page.getByTestId("retried");
		const fates = page.getByRole("list", { name: "The retried tasks" });
		await fates.getByText(/still runs?$/).waitFor();
		await screenshot(page, "failures-retried");
		writeFileSync(join(scripts, "go"), "");
		// Nothing is reloaded.
		await retried
			.getByText(`${counted - 1} of ${counted} retried tasks succeeded, 1 failed again.`)
			.waitFor({ timeout: 60_000 });
		const fate = (await fates.getByRole("listitem").allInnerTexts()).map((text) => text.trim());
		expect(fate).toEqual([`${counted - 1} succeeded`, "1 failed again"]);
		await retried.getByText("detector was warm").waitFor();
		// What failed last failed with the mended one.
		await page
			.getByTestId("failed-program")
			.getByText(/^deconvolve\.sh on disk is still the script that failed/)
			.waitFor();
		await eventually(async () => (await counts("Deconvolve")).failed ?? 0).toBe(before - counted + 1);
		expect(await seriousViolations(page)).toEqual([]);
	}, 120_000);

	it("sees the same cause in another stage, takes all of it out, and takes it back", async () => {
		const script = join(scripts, "flatten.sh");
		writeFileSync(script, flatteningScript);
		chmodSync(script, 0o755);
		await makeStage(whole.system, project, {
			name: "Flatten",
			definitionId: await makeDefinition(whole.system, "flatten", { program: { kind: "script", path: script } }),
			operations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } }, pauseAfterFailures: null },
		});
		// One entry for both stages, which says that it is the same tiles; the list stays in its order while it is open.
		const row = causes().getByRole("button", { name: /licence server.* 3 tiles × 2 stages/ });
		await row.getByText(/^the same 3 tiles in each: /).waitFor();
		await row.click();
		const orderOf = async () =>
			(
				await causes()
					.getByRole("button", { name: /failed now/ })
					.allInnerTexts()
			).map((text) => text.split("\n")[2]);
		const order = await orderOf();
		await page.getByTestId("same-elsewhere").getByText("(3 failed now)").waitFor();
		await page
			.getByTestId("same-tiles")
			.getByText(/That points to their files rather than to the worker/)
			.waitFor();
		await page
			.getByRole("list", { name: "Its stages" })
			.getByRole("button", { name: /^Flatten/ })
			.click();
		await group()
			.getByText(/^Examples: .* of Flatten$/)
			.waitFor();
		await screenshot(page, "failures-same-cause");
		expect(await seriousViolations(page)).toEqual([]);
		await group()
			.getByLabel(/only the 3 of Flatten, not 3 of Deconvolve/)
			.check();
		await group().getByRole("button", { name: "Exclude all 3" }).waitFor();
		await group()
			.getByLabel(/only the 3 of Flatten/)
			.uncheck();
		await group().getByRole("button", { name: "Exclude all 6" }).click();
		await group().getByRole("button", { name: "Exclude 6 tasks" }).click();
		await group().getByText("6 tasks excluded.").waitFor();
		const excluded = async () => [(await counts("Deconvolve")).excluded ?? 0, (await counts("Flatten")).excluded ?? 0];
		await eventually(excluded).toEqual([3, 3]);
		expect(await orderOf()).toEqual(order);
		writeFileSync(join(scripts, "deconvolve.sh"), flatteningScript);
		await group().getByRole("button", { name: "Take them back in" }).click();
		await eventually(excluded).toEqual([0, 0]);
		// What became of all of them is told, whatever stage is open.
		await group().getByRole("button", { name: "Retry all 6" }).click();
		await group().getByRole("button", { name: "Retry 6 tasks" }).click();
		const retried = page.getByTestId("retried");
		for (const name of ["Flatten", "Deconvolve"]) {
			await retried
				.filter({ hasText: `${name}: ` })
				.getByText("0 of 3 retried tasks succeeded, 3 failed again.")
				.waitFor();
		}
	});

	it("asks who works, and sees load, capacity and what runs", async () => {
		await setPaused("Segment", false);
		await page.goto(`${whole.system.url}/projects`);
		await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Workers" }).click();
		const worker = page.getByTestId("worker-worker");
		await worker.getByText("4 of 4 work units").waitFor();
		await worker
			.getByRole("link", { name: /^Segment · / })
			.first()
			.waitFor();
		await screenshot(page, "workers");
		expect(await seriousViolations(page)).toEqual([]);
	});

	it("gives a worker less to do, pauses it and stops what runs there, and lets it go on", async () => {
		const worker = page.getByTestId("worker-worker");
		await worker.getByRole("button", { name: "Capacity" }).click();
		await page.getByLabel("Work units on this machine").fill("2");
		await page.getByRole("button", { name: "Set", exact: true }).click();
		await worker.getByText("of 2 work units").waitFor();
		await worker.getByRole("button", { name: "Pause" }).click();
		// Counted as the load is, which it stands beside.
		await page.getByText(/^It gets nothing new\. What runs there \(\d of 2 work units in use\) will finish/).waitFor();
		await page.getByLabel("Stop what runs there now").check();
		await page.getByLabel("Reason").fill("disk is being changed");
		await page.getByRole("button", { name: /^Pause and stop/ }).click();
		await worker.getByText(/Paused: disk is being changed/).waitFor();
		await eventually(async () => (await counts("Segment")).running ?? 0).toBe(0);
		await worker.getByRole("button", { name: "Resume" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
		await worker.getByText("2 of 2 work units").waitFor();
	});

	it("reads in the overview what happened: to the worker, and what people did, with who", async () => {
		await page.goto(`${whole.system.url}/projects/${project.id}`);
		const events = page.getByRole("region", { name: "Events" });
		const paused = events.getByRole("listitem").filter({ hasText: 'paused worker "worker"' });
		await paused.getByText("disk is being changed").waitFor();
		await paused.getByText(/somebody/).waitFor();
		await events.getByText('resumed worker "worker"').waitFor();
		await events
			.getByText(/^added "Flatten"/)
			.first()
			.waitFor();
		expect(await events.getByText("Nothing has happened yet.").count()).toBe(0);
		expect(await seriousViolations(page)).toEqual([]);
		await page.goto(`${whole.system.url}/workers`);
	});

	it("reads in the editor why a trial waits, and how many of it can run", async () => {
		const added = await whole.system.graphql<{ taskDefinitions: { id: string; name: string }[] }>(
			"query { taskDefinitions { id name } }",
			{},
		);
		const definition = { id: added.taskDefinitions.find(({ name }) => name === "deconvolve")?.id };
		const edit = (edits: readonly object[]) =>
			whole.system.graphql("mutation ($input: EditGraphInput!) { editGraph(input: $input) { graphVersion } }", {
				input: { projectId: project.id, edits },
			});
		await edit([
			{
				addStage: {
					name: "Count",
					definitionId: definition.id,
					parents: [{ name: "Segment" }],
					unitRule: { kind: "each" },
					canary: { count: 3 },
				},
			},
		]);
		await page.goto(`${whole.system.url}/projects/${project.id}?view=graph&stage=${await stageId("Count")}`);
		await page
			.getByTestId("trial-wait")
			.getByText(/^0 of 3 can run now, 3 wait for their inputs, such as \S+: waiting for stage "Segment"/)
			.waitFor();
		await edit([{ removeStage: { stage: { name: "Count" } } }]);
		await page.goto(`${whole.system.url}/workers`);
	});

	it("puts a worker into quarantine and releases it", async () => {
		const worker = page.getByTestId("worker-worker");
		await worker.getByRole("button", { name: "Quarantine" }).click();
		await page.getByRole("dialog").getByLabel("Reason").fill("looks hot");
		await page.getByRole("dialog").getByRole("button", { name: "Quarantine" }).click();
		await worker.getByText(/In quarantine: .*looks hot/).waitFor();
		await screenshot(page, "workers-quarantine");
		await worker.getByRole("button", { name: "Release" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Release" }).click();
		await worker.getByText(/In quarantine/).waitFor({ state: "detached" });
		expect(await seriousViolations(page)).toEqual([]);
		expect(opened.problems).toEqual([]);
		expect(opened.elsewhere).toEqual([]);
	});

	async function setPaused(name: string, isPaused: boolean): Promise<void> {
		await whole.system.graphql(
			"mutation ($input: SetPausedInput!) { setStagePaused(input: $input) { stage { id } } }",
			{ input: { id: await stageId(name), isPaused, stopRunning: isPaused } },
		);
	}

	async function stageId(name: string): Promise<string> {
		const answer = await whole.system.graphql<{ project: { stages: { id: string; name: string }[] } }>(
			"query ($id: ID!) { project(id: $id) { stages { id name } } }",
			{ id: project.id },
		);
		return answer.project.stages.find((stage) => stage.name === name)?.id ?? "";
	}
});

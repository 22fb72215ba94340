import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClusterSystem } from "../../integration/worker/support/cluster-system.ts";
import { type MadeProject, tasksOf } from "../../support/graph-builder.ts";
import { SlurmCluster, slurmProblem } from "../../support/slurm/slurm-cluster.ts";
import {
	type BuiltPage,
	buildPage,
	chromiumPath,
	eventually,
	launchBrowser,
	type OpenedPage,
	openPage,
} from "./page-harness.ts";
import { screenshot } from "./screenshots.ts";

/* A real SLURM with two CPUs, and three tasks that want one each: somebody looks which run, which waits, and why. */

const problem = chromiumPath === undefined ? "no Chromium was found" : slurmProblem;

describe.skipIf(problem !== null)(`whoever looks after a cluster${problem ? ` (${problem})` : ""}`, () => {
	let slurm: SlurmCluster;
	let cluster: ClusterSystem;
	let built: BuiltPage;
	let browser: Browser;
	let opened: OpenedPage;
	let page: Page;
	let project: MadeProject;
	let stageId: string;

	beforeAll(async () => {
		[built, browser, slurm] = await Promise.all([buildPage(), launchBrowser(), SlurmCluster.start({ cpus: 2 })]);
		cluster = await ClusterSystem.start(slurm, { environment: { TILEWRIGHT_WEB_DIR: built.directory } });
		const { directory, system } = cluster.whole;
		project = await cluster.project();
		const patient = `while [ ! -e "${directory}/runs/go" ]; do sleep 0.2; done`;
		const operations = { placement: "cluster", cluster: { mode: "batch" }, timeLimitSeconds: 600 };
		stageId = await cluster.stage(project, "deconvolution", patient, operations);
		await cluster.announce(project, 3);
		opened = await openPage(browser, `${system.url}/workers`);
		page = opened.page;
	}, 240_000);
	afterAll(async () => {
		await opened?.close();
		await browser?.close();
		await cluster?.stop();
		await slurm?.stop();
		await built?.remove();
	});

	const jobs = () => page.getByRole("region", { name: /^Cluster jobs of/ }).getByRole("row");
	const waiting = () => jobs().filter({ hasText: /pending/ });
	const running = () => jobs().filter({ hasText: "running" });

	it("sees which jobs run and where, and which wait and why, without a reload", { timeout: 60_000 }, async () => {
		await eventually(() => running().count()).toBe(2);
		await eventually(() => waiting().count()).toBe(1);
		await eventually(() => waiting().innerText()).toMatch(/Resources|Priority/);
		expect(await waiting().innerText()).toContain("deconvolution · tile-");
		for (const row of await running().all()) {
			const text = await row.innerText();
			expect(text).toContain(slurm.nodeName);
			expect(text).toMatch(/used of 1\d min/);
			expect(text).toContain("1 CPU");
		}
	});

	it("reads the command and the script of a job", async () => {
		await waiting().getByRole("button", { name: "show" }).click();
		const script = page.locator("pre").filter({ hasText: "Written by a Tilewright worker" });
		await script.waitFor();
		expect(await script.innerText()).toMatch(/^#!\/bin\/sh\n/);
		await page.getByText(/^sbatch --parsable --job-name=tw-/).waitFor();
		await screenshot(page, "cluster-jobs");
		await waiting().getByRole("button", { name: "hide" }).click();
		await script.waitFor({ state: "hidden" });
	});

	it("sees the jobs go, and where each attempt has run", { timeout: 90_000 }, async () => {
		writeFileSync(join(cluster.whole.directory, "runs/go"), "");
		await cluster.untilCount(project, "deconvolution", "succeeded", 3, 60_000);
		await page.getByText("None on the cluster now.").waitFor({ timeout: 30_000 });
		await page.getByRole("button", { name: "show those that are over" }).click();
		await eventually(() =>
			jobs()
				.filter({ hasText: /completed/ })
				.count(),
		).toBe(3);
		await eventually(() =>
			jobs()
				.filter({ hasText: /ran \d/ })
				.count(),
		).toBe(3);

		const [task] = await tasksOf(cluster.whole.system, stageId);
		const address = `/projects/${project.id}?task=${task?.id}&attempt=${task?.latestAttempt?.id}`;
		await page.goto(`${cluster.whole.system.url}${address}`);
		await page.getByText(new RegExp(`SLURM job \\d+_\\d+, on node ${slurm.nodeName}, submitted by worker`)).waitFor();
		expect(opened.problems).toEqual([]);
	});
});

import {
	chmodSync,
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { ProgramOrder } from "../task-runner.ts";
import type { ClusterSettings, JobTemplate } from "./cluster-settings.ts";
import { itemScript, jobScript, setupScript } from "./job-script.ts";
import { mapPaths, mapPathsIn } from "./path-map.ts";
import { parseReceipt, type Receipt } from "./receipt.ts";
import type { SchedulerDialect } from "./scheduler-dialect.ts";
import type { Submission } from "./submission-log.ts";

const taskFileVariable = "TILEWRIGHT_TASK";
/** For jobs that run as another user: of the group that the cluster's folder belongs to. */
const groupMode = 0o2770;

/** The files of one submission, on the storage that worker and compute nodes share; job-script.ts draws them. */
export class JobDirectory {
	readonly #path: string;
	readonly #settings: ClusterSettings;

	constructor(settings: ClusterSettings, key: string) {
		this.#settings = settings;
		this.#path = join(settings.directory, key);
	}

	/** As compute nodes see it. */
	get pathThere(): string {
		return mapPaths(this.#path, this.#settings.pathMap);
	}

	get scriptThere(): string {
		return `${this.pathThere}/job.sh`;
	}

	/** Written whole before the submission is; a directory that is there already is written again. */
	write(
		submission: Submission,
		orders: ReadonlyMap<number, ProgramOrder>,
		template: JobTemplate,
		dialect: SchedulerDialect,
		inherited: Readonly<Record<string, string>>,
	): void {
		for (const name of ["", "elements", "items", "claims", "cancel", "started", "receipts"]) {
			const directory = join(this.#path, name);
			mkdirSync(directory, { recursive: true, mode: groupMode });
			// Whatever the umask says.
			chmodSync(directory, groupMode);
		}
		for (const [place, attemptIds] of submission.elements.entries()) {
			writeFileSync(join(this.#path, "elements", String(place + 1)), `${attemptIds.join("\n")}\n`, { mode: 0o640 });
			for (const attemptId of attemptIds) {
				const order = orders.get(attemptId);
				if (order !== undefined) this.#writeItem(order, template);
			}
		}
		writeFileSync(
			join(this.#path, "setup"),
			setupScript(template, inherited, this.#settings.submitHost.sudoUser !== null),
			{ mode: 0o640 },
		);
		writeFileSync(join(this.#path, "job.sh"), jobScript(dialect), { mode: 0o750 });
	}

	#writeItem(order: ProgramOrder, template: JobTemplate): void {
		const { pathMap } = this.#settings;
		const taskFile = order.environment[taskFileVariable];
		let mapped = order;
		// The task file is full of paths: where they differ, the program gets a copy with those of its own host.
		if (pathMap.length > 0 && taskFile !== undefined && existsSync(taskFile)) {
			const copy = join(this.#path, "items", `${order.attemptId}.task.json`);
			const content = mapPathsIn(JSON.parse(readFileSync(taskFile, "utf8")), pathMap);
			writeFileSync(copy, JSON.stringify(content, null, "\t"), { mode: 0o640 });
			mapped = { ...order, environment: { ...order.environment, [taskFileVariable]: copy } };
		}
		const script = itemScript(mapped, template, pathMap);
		writeFileSync(join(this.#path, "items", String(order.attemptId)), script, { mode: 0o640 });
	}

	/** For people; empty when it is gone. */
	script(): string {
		try {
			return readFileSync(join(this.#path, "job.sh"), "utf8");
		} catch {
			return "";
		}
	}

	/** True when the item is the worker's now and no job will ever run it. */
	claim(attemptId: number): boolean {
		try {
			mkdirSync(join(this.#path, "claims", String(attemptId)));
			return true;
		} catch {
			return false;
		}
	}

	askToCancel(attemptId: number, graceMs: number): void {
		const path = join(this.#path, "cancel", String(attemptId));
		try {
			writeFileSync(`${path}.new`, `${Math.ceil(graceMs / 1000)}\n`, { mode: 0o640 });
			renameSync(`${path}.new`, path);
		} catch {
			// The submission's files are gone: nothing of it runs.
		}
	}

	/** Attempts whose programs have been started. */
	started(): readonly number[] {
		return this.#numbersIn("started");
	}

	receipts(): readonly number[] {
		return this.#numbersIn("receipts");
	}

	receipt(attemptId: number): Receipt | null {
		try {
			return parseReceipt(readFileSync(join(this.#path, "receipts", String(attemptId)), "utf8"));
		} catch {
			return null;
		}
	}

	remove(): void {
		rmSync(this.#path, { recursive: true, force: true });
	}

	#numbersIn(name: string): readonly number[] {
		const path = join(this.#path, name);
		try {
			// Network file systems look again at a folder that is opened.
			closeSync(openSync(path, "r"));
			return readdirSync(path)
				.filter((entry) => /^\d+$/.test(entry))
				.map(Number);
		} catch {
			return [];
		}
	}
}

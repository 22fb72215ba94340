import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "../../../support/project-builder.ts";
import { createDefinition, createProject, plane } from "../../api/support/demonstration.ts";
import { ServedCoordinator } from "../../api/support/served-coordinator.ts";
import { TerminalUser } from "./terminal-user.ts";

/** Somebody at a shell, before a coordinator with a worker, and a project of their own for each test. */
export class ShellOperator {
	#served: ServedCoordinator | undefined;
	#user: TerminalUser | undefined;
	#project: TestProject | undefined;
	#folder = "";
	#number = 0;

	get served(): ServedCoordinator {
		return begun(this.#served);
	}

	get user(): TerminalUser {
		return begun(this.#user);
	}

	/** With `Fuse` below `Focus`, both of the definition `Measure`. */
	get project(): TestProject {
		return begun(this.#project);
	}

	get name(): string {
		return `Liver ${this.#number}`;
	}

	/** What the operator may write files into. */
	get folder(): string {
		return this.#folder;
	}

	async start(): Promise<void> {
		this.#served = await ServedCoordinator.start();
		this.#folder = mkdtempSync(join(tmpdir(), "tilewright-cli-operating-"));
		const url = await this.#served.listen();
		this.#user = new TerminalUser(() => url, this.#folder);
		await createDefinition(this.#served, "Measure", undefined, {
			defaultOperations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } } },
		});
		await this.#served.coordinator.addWorker();
	}

	async beginProject(): Promise<void> {
		const { user, served } = this;
		user.answer = undefined;
		user.asked.length = 0;
		await served.coordinator.finish();
		this.#number += 1;
		this.#project = await createProject(served, { name: this.name, rootPath: `/data/liver-${this.#number}` });
		await user.read("stages", "add", "Focus", "--project", this.name, "--definition", "Measure");
		await user.read("stages", "add", "Fuse", "--project", this.name, "--definition", "Measure", "--parent", "Focus");
	}

	/** Measures for each of the tiles of a row; the stages below get their tasks, which stay running. */
	async measure(...focus: readonly number[]): Promise<void> {
		const { coordinator } = this.served;
		await coordinator.takeTiles(this.project, plane(focus.length, 1));
		const first = [...coordinator.assigned];
		await coordinator.finish(
			({ tile }) => ({ metrics: { focus: focus[tile?.lattice?.x ?? 0] ?? 0, cells: 12 } }),
			first,
		);
	}

	/** Returns the invariants that did not hold at the end. */
	async stop(): ReturnType<ServedCoordinator["coordinator"]["violations"]> {
		const violations = await this.served.coordinator.violations();
		await this.served.stop();
		rmSync(this.#folder, { recursive: true, force: true });
		return violations;
	}
}

function begun<Part>(part: Part | undefined): Part {
	if (part === undefined) throw new Error("the operator has not begun: start() and beginProject() come first");
	return part;
}

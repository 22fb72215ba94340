import type { ErrorCode } from "@tilewright/contract/errors";
import type { InputObservation } from "./observed-tile.ts";

export const maximumPendingFiles = 200;

/** Collects what a look has to report: the gravest problem, and what is not taken yet and why. */
export class InputReport {
	#problem: { code: ErrorCode; message: string } | null = null;
	readonly #pending: { path: string; verdict: string }[] = [];
	readonly #digest: string[] = [];

	/** The first problem wins; report the gravest first. */
	addProblem(code: ErrorCode, message: string): void {
		this.#problem ??= { code, message };
		this.#digest.push(code, message);
	}

	/** `kind` stands for the verdict when reports are compared: the age in a sentence changes with every look. */
	addPending(path: string, kind: string, verdict: () => string): void {
		if (this.isFull) return;
		this.#pending.push({ path, verdict: verdict() });
		this.#digest.push(path, kind);
	}

	/** Further pending files would not be shown. */
	get isFull(): boolean {
		return this.#pending.length >= maximumPendingFiles;
	}

	/** How many there are in all. */
	noteCount(count: number): void {
		this.#digest.push(String(count));
	}

	get problem(): InputObservation["problem"] {
		return this.#problem;
	}

	get pendingFiles(): InputObservation["pendingFiles"] {
		return this.#pending;
	}

	get digest(): string {
		return this.#digest.join("\n");
	}
}

export function describeUnreadableRoot(rootPath: string, reason: string): string {
	return `The source's root ${rootPath} cannot be read: ${reason}. What is known is kept; the root will be looked for again.`;
}
